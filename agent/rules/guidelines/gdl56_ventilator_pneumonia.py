"""GDL56: a second code for the type of a ventilator associated pneumonia."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule

_TYPES = ("J12", "J13", "J14", "J15", "J16", "J17", "J18")


class VentilatorPneumonia(Rule):
    """Ventilator associated pneumonia takes the organism's code, not another code of pneumonia.

    Catches: J95.851 with J15.1 (pneumonia due to Pseudomonas) that arose in the stay (POA N).
    Right: J95.851 with B96.5 for the organism.
    Severity: error where the pneumonia is marked as not present on admission; else a warning, since
    a pneumonia that brought the patient in is coded beside J95.851.
    Silent: when the other pneumonia is marked as present on admission, or leads the claim.
    """

    id = "GDL56"
    name = "ventilator_pneumonia_type"
    category = Category.EXCLUDES
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.10.d.1", "OCG:I.C.10.d.2")
    needs_quote = False
    about = ("J95.851",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for other in billed_under(context, _TYPES):
            poa = other.entry.poa
            if poa in {"Y", "W"} or other.position == 1:
                continue
            yield take_out(
                self,
                context,
                other,
                f"{other.code} is billed with J95.851; the type of a ventilator associated "
                "pneumonia "
                "is not coded a second time.",
                cite=["OCG:I.C.10.d.1"],
                also_cite=["OCG:I.C.10.d.2"],
                do=f"remove {other.code} and code the organism (B95-B97), unless it is another "
                "pneumonia, present on admission",
                severity=Severity.ERROR if poa == "N" else None,
                confidence=1.0 if poa == "N" else 0.8,
            )
