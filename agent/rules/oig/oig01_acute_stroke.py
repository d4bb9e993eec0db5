"""OIG01: an acute stroke on a claim from an office."""

from __future__ import annotations

from datetime import date

from agent.rules.oig.high_risk import TOOLKIT
from agent.rules.oig.outside import OutsideHospital


class AcuteStroke(OutsideHospital):
    """An acute stroke is billed from a place where none is treated.

    Catches: I63.9 on an office claim for follow-up after a stroke.
    Right: Z86.73 (history without deficits) or I69.- (deficits that last), when the stroke is over;
    I63.- when the record shows that it began that day and the patient was sent to hospital.
    Advice: OIG found 908 of 945 such codes unsupported. Whether a hospital billed the stroke in the
    same year is not seen from one bundle.
    Silent: in hospitals and emergency departments, and when the place of service is not known.
    """

    id = "OIG01"
    name = "acute_stroke_outside_hospital"
    citations = (TOOLKIT, "OIG:A-02-23-01020", "OCG:I.C.9.d.1", "OCG:I.C.9.d.3")
    about = ("I63",)
    effective_from = date(2023, 12, 1)
    what = "an acute stroke"
    to_check = (
        "check whether the stroke was acute that day; a past one is history (Z86.73) or, with "
        "deficits, I69.-"
    )
