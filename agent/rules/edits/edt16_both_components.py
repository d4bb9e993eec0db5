"""EDT16: the professional and the technical component on one line."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import modified_lines


class BothComponents(Rule):
    """26 is the reading of a test alone, TC the equipment alone: a line cannot be both.

    Catches: 71046-26-TC.
    Right: 71046 without either, for the whole; or 71046-26, or 71046-TC.
    Silent: when one line has 26 and another TC.
    """

    id = "EDT16"
    name = "both_components"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("CPM:12.20.2", "CARC:4")
    needs_quote = False
    about_modifiers = ("26",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            if not {"26", "TC"} <= set(line.modifiers):
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has both 26 and TC.",
                cite=["CPM:12.20.2"],
                also_cite=["CARC:4"],
                action=Action.NONE,
                do="report the code without 26 and TC when all of it was done, else the one part",
                denial_risk=["CARC 4"],
            )
