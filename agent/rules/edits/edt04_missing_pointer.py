"""EDT04: a service line that points to no diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule
from agent.rules.needs import Need


class MissingPointer(Rule):
    """A professional claim ties each service to the diagnosis that it was done for.

    Catches: a line for 97110 without diagnosis pointers on a professional claim.
    Right: the line with a pointer to the diagnosis treated.
    Silent: when the line has a pointer, and on facility claims, whose lines carry none, unless
    other lines of the same claim do.
    """

    id = "EDT04"
    name = "missing_pointer"
    category = Category.PROCEDURE_EDIT
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("CARC:16",)
    needs_quote = False
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        lines = context.bundle.claim.lines
        professional = context.bundle.encounter.setting is Setting.PROFESSIONAL
        if not professional and not any(line.diagnosis_pointers for line in lines):
            return
        for number, line in enumerate(lines, start=1):
            if line.diagnosis_pointers:
                continue
            yield self.finding(
                context,
                Subject(kind="line", index=number, code=line.procedure),
                f"Line {number} ({line.procedure}) points to no diagnosis.",
                cite=["CARC:16"],
                action=Action.NONE,
                do="point the line to the diagnosis that explains the service",
                denial_risk=["CARC 16"],
            )
