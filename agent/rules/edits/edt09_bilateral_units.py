"""EDT09: modifier 50 with more than one unit."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import modified_lines


class BilateralUnits(Rule):
    """Modifier 50 says that a procedure was done on both sides; the line then has one unit.

    Catches: 20610-50 with two units, which says that it was done on both sides twice.
    Right: 20610-50 with one unit.
    Silent: on one unit. Some payers other than Medicare ask for two; hence no error.
    """

    id = "EDT09"
    name = "bilateral_units"
    category = Category.UNITS
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("NCCI:modifier_50", "CARC:4", "CARC:151")
    needs_quote = False
    about_modifiers = ("50",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            if "50" not in line.modifiers or line.entry.units <= 1:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has {line.entry.units} units; modifier 50 already says both sides.",
                cite=["NCCI:modifier_50"],
                also_cite=["CARC:151", "CARC:4"],
                action=Action.NONE,
                do="report one unit with modifier 50",
                denial_risk=["CARC 151", "CARC 4"],
            )
