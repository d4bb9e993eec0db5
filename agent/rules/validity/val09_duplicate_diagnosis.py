"""VAL09: the same diagnosis code twice on one claim."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis


class DuplicateDiagnosis(Rule):
    """A diagnosis code is reported once for an encounter, however many conditions share it.

    Catches: M54.50 as diagnosis 1 and again as diagnosis 3.
    Right: M54.50 once, and the line pointers set to it.
    Silent: for codes that differ in any character, such as the two sides of a joint.
    """

    id = "VAL09"
    name = "duplicate_diagnosis"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.B.12", "MCE:duplicate_principal")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first: dict[str, int] = {}
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        for billed in context.billed:
            earlier = first.setdefault(billed.code, billed.position)
            if earlier == billed.position:
                continue
            repeats_principal = inpatient and earlier == 1
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is diagnosis {earlier} and again diagnosis {billed.position}; "
                "a code is reported once for an encounter.",
                cite=["MCE:duplicate_principal"] if repeats_principal else ["OCG:I.B.12"],
                also_cite=["OCG:I.B.12"],
                action=Action.REMOVE,
                do=f"remove diagnosis {billed.position} and point its lines to diagnosis {earlier}",
                denial_risk=["CARC 16"],
            )
