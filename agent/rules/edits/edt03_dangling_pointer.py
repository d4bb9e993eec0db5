"""EDT03: a diagnosis pointer with no diagnosis at its end."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity, Subject
from agent.rules.base import Rule
from agent.rules.needs import Need


class DanglingPointer(Rule):
    """A line points to a diagnosis that the claim does not have.

    Catches: a line that points to diagnosis 3 (or C) on a claim with two diagnoses.
    Right: pointers from 1 to the number of diagnoses.
    Silent: when every pointer finds its diagnosis, valid or not.
    """

    id = "EDT03"
    name = "dangling_pointer"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("CARC:16",)
    needs_quote = False
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        count = len(context.billed)
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            lost = [p for p in line.diagnosis_pointers if not 1 <= p <= count]
            if not lost:
                continue
            named = " and ".join(str(p) for p in dict.fromkeys(lost))
            yield self.finding(
                context,
                Subject(kind="line", index=number, code=line.procedure),
                f"Line {number} ({line.procedure}) points to diagnosis {named}; the claim has "
                f"{count}.",
                cite=["CARC:16"],
                action=Action.NONE,
                do="point the line to the diagnosis that explains the service",
                denial_risk=["CARC 16"],
            )
