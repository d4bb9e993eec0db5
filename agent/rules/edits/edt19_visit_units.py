"""EDT19: a visit with more than one unit."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines
from agent.rules.edits.visits import visit_codes, visit_family


class VisitUnits(Rule):
    """A visit is one unit: it tells of all that was done on the day.

    Catches: 99213 with two units.
    Right: 99213 with one unit; a second visit of the day, if it was for something unrelated, on a
    line of its own with modifier 25.
    Silent: on codes that are counted in time, such as 99292 and 99417.
    """

    id = "EDT19"
    name = "visit_units"
    category = Category.UNITS
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("NUCC:24G", "CPM:12.30.6.5", "CARC:151")
    needs_quote = False
    about_procedures = visit_codes()

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in billed_lines(context):
            if line.entry.units <= 1:
                continue
            family = visit_family(line.procedure)
            if family is None or not family.once_a_day:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is {family.label} with {line.entry.units} units, not one.",
                cite=["NUCC:24G"],
                also_cite=["CPM:12.30.6.5", "CARC:151"],
                action=Action.NONE,
                do="report one unit",
                denial_risk=["CARC 151"],
            )
