"""OIG09: sepsis on a claim from an office."""

from __future__ import annotations

from agent.rules.oig.outside import OutsideHospital


class SepsisOutsideHospital(OutsideHospital):
    """Sepsis is billed from a place where it is not treated.

    Catches: A41.9 on an office claim after the stay.
    Right: the infection that is still treated, or Z09 with Z86.19 when all is over.
    Advice: of the same kind as the groups of OIG's toolkit, and not one of them. Whether a hospital
    billed the sepsis is not seen from one bundle.
    Silent: in hospitals and emergency departments, and when the place of service is not known.
    """

    id = "OIG09"
    name = "sepsis_outside_hospital"
    citations = ("OCG:I.C.1.d.1",)
    about = ("A40", "A41", "R65.2")
    what = "sepsis"
    to_check = "check whether the sepsis was present that day; one that is over is history"
