"""EDT07: one modifier twice on a line."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import ANY_MODIFIER, modified_lines


class RepeatedModifier(Rule):
    """A modifier says what it says once.

    Catches: 97110-GP-GP on one line.
    Right: 97110-GP; a second service on a line of its own, or as a second unit.
    Silent: when the same modifier stands on several lines.
    """

    id = "EDT07"
    name = "repeated_modifier"
    category = Category.MODIFIER
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("NUCC:24D", "CARC:4")
    needs_quote = False
    about_modifiers = ANY_MODIFIER

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            twice = next((m for m in line.modifiers if line.modifiers.count(m) > 1), None)
            if twice is None:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has modifier {twice} more than once.",
                cite=["NUCC:24D"],
                also_cite=["CARC:4"],
                action=Action.NONE,
                do=f"report {twice} once",
                denial_risk=["CARC 4"],
            )
