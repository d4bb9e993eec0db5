"""OIG08: prostate cancer billed as current of whose treatment the chart says nothing."""

from __future__ import annotations

from agent.rules.oig.cancer import CancerWithoutTreatment


class ProstateCancer(CancerWithoutTreatment):
    """Prostate cancer is billed as current, and nothing in the chart tells of its treatment.

    Catches: C61 on a claim whose note names prostate cancer in a list, and nothing done about it.
    Right: Z85.46 when the cancer was removed and treatment is over; C61 while it is there or is
    treated, and the note then says so.
    Advice: OIG found 322 of 360 such codes unsupported. Treatment that other claims of the
    year show is not seen from one bundle.
    Silent: when any word of the chart tells of treatment, surgery, staging, metastases, oncology or
    surveillance, in whatever way; for stays; and without documentation. Where the chart does not
    report the cancer as present, SUP01 to SUP04 say so.
    """

    id = "OIG08"
    name = "prostate_cancer_without_treatment"
    about = ("C61",)
    history = "Z85.46"
