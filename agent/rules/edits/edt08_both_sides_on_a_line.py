"""EDT08: left and right, or both sides and one, on the same line."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import listed, modified_lines

_SIDES = ("LT", "RT", "50")


class BothSidesOnALine(Rule):
    """LT, RT and 50 say of one line that it was left, right, or both: only one can hold.

    Catches: 20610-RT-LT; 20610-50-RT.
    Right: 20610-50 with one unit; or, where the payer asks for it, 20610-RT and 20610-LT on two
    lines.
    Silent: when two lines carry one side each. Equipment codes (HCPCS letters) may carry both
    sides on one line, so only CPT codes are looked at.
    """

    id = "EDT08"
    name = "both_sides_on_a_line"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NCCI:modifier_50", "NCCI:anatomic_modifiers", "CARC:4")
    needs_quote = False
    about_modifiers = ("LT", "RT", "50")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            sides = [side for side in _SIDES if side in line.modifiers]
            if len(sides) < 2 or not line.procedure.isdigit():
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has the modifiers {listed(sides)}, which exclude each other.",
                cite=["NCCI:modifier_50"],
                also_cite=["NCCI:anatomic_modifiers", "CARC:4"],
                action=Action.NONE,
                do="report 50 with one unit when both sides were done, else the one side",
                denial_risk=["CARC 4"],
            )
