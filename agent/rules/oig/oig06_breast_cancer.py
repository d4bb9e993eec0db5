"""OIG06: breast cancer billed as current of whose treatment the chart says nothing."""

from __future__ import annotations

from agent.rules.oig.cancer import CancerWithoutTreatment


class BreastCancer(CancerWithoutTreatment):
    """Breast cancer is billed as current, and nothing in the chart tells of its treatment.

    Catches: C50 on a claim whose note names breast cancer in a list, and nothing done about it.
    Right: Z85.3 when the cancer was removed and treatment is over; C50 while it is there or is
    treated, and the note then says so.
    Advice: OIG found 373 of 390 such codes unsupported. Treatment that other claims of the
    year show is not seen from one bundle.
    Silent: when any word of the chart tells of treatment, surgery, staging, metastases, oncology or
    surveillance, in whatever way; for stays; and without documentation. Where the chart does not
    report the cancer as present, SUP01 to SUP04 say so.
    """

    id = "OIG06"
    name = "breast_cancer_without_treatment"
    about = ("C50",)
    history = "Z85.3"
