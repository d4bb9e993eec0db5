"""EDT15: modifier 59 beside one of the X modifiers that state its reason."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import modified_lines

_REASONS = ("XE", "XP", "XS", "XU")


class ModifierFiftyNineWithReason(Rule):
    """XE, XP, XS and XU each state why a service is distinct; 59 says only that it is.

    Catches: 11042-59-XS.
    Right: 11042-XS.
    Silent: when the two stand on different lines.
    """

    id = "EDT15"
    name = "modifier_59_with_reason"
    category = Category.MODIFIER
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("NCCI:modifier_59", "CARC:4")
    needs_quote = False
    about_modifiers = ("59",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            reason = next((m for m in line.modifiers if m in _REASONS), None)
            if reason is None or "59" not in line.modifiers:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has 59 beside {reason}, which says the same with its reason.",
                cite=["NCCI:modifier_59"],
                also_cite=["CARC:4"],
                action=Action.NONE,
                do=f"report {reason} alone",
                denial_risk=["CARC 4"],
            )
