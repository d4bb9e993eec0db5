"""EDT23: a line with no unit."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines


class NoUnits(Rule):
    """A service that was rendered has at least one unit.

    Catches: 97110 with 0 units.
    Right: 97110 with the units of the time documented; or no line.
    Silent: on any number above 0.
    """

    id = "EDT23"
    name = "no_units"
    category = Category.UNITS
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("NUCC:24G", "CARC:16")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in billed_lines(context):
            if line.entry.units > 0:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has no units.",
                cite=["NUCC:24G"],
                also_cite=["CARC:16"],
                action=Action.NONE,
                do="report the units that the record shows, or remove the line",
                denial_risk=["CARC 16"],
            )
