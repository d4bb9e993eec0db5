"""OIG02: an acute myocardial infarction on a claim from an office."""

from __future__ import annotations

from datetime import date

from agent.rules.oig.high_risk import TOOLKIT
from agent.rules.oig.outside import OutsideHospital


class AcuteInfarction(OutsideHospital):
    """An acute myocardial infarction is billed from a place where none is treated.

    Catches: I21.4 on an office claim long after the stay.
    Right: I25.2 (old infarction) once four weeks have passed; I21.- within them, while care goes
    on.
    Advice: OIG found 751 of 791 such codes unsupported. When the infarction was, and whether a
    hospital billed it, is not seen from one bundle.
    Silent: in hospitals and emergency departments, and when the place of service is not known.
    """

    id = "OIG02"
    name = "acute_infarction_outside_hospital"
    citations = (TOOLKIT, "OCG:I.C.9.e.1")
    about = ("I21", "I22")
    effective_from = date(2023, 12, 1)
    what = "an acute myocardial infarction"
    to_check = (
        "check the day of the infarction: for four weeks I21.- may stand, after that it is I25.2"
    )
