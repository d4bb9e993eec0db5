"""EDT11: a bilateral procedure for diagnoses of one side."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import modified_lines, pointed

_ONE_SIDE = frozenset(("right", "left"))


class BothSidesOfOne(Rule):
    """Modifier 50 says both sides; every diagnosis that the line points to is of one.

    Catches: 20610-50 that points to M17.11, osteoarthritis of the right knee, alone.
    Right: 20610-RT; or M17.0, both knees, when both were injected for it.
    Silent: when the diagnoses together cover both sides, or one of them has no side. The other
    side may be compared without being ill, so the finding is a warning.
    """

    id = "EDT11"
    name = "both_sides_of_one"
    category = Category.MODIFIER
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("NCCI:modifier_50", "CARC:4", "CARC:11")
    needs_quote = False
    about_modifiers = ("50",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            if "50" not in line.modifiers:
                continue
            found = [context.catalog.attributes(b.code) for b in pointed(context, line)]
            sides = {attributes.side if attributes else None for attributes in found}
            if len(sides) != 1 or not sides <= _ONE_SIDE:
                continue
            (side,) = sides
            yield self.finding(
                context,
                line.subject,
                f"{line.named} says both sides; every diagnosis that it points to is of the "
                f"{side} side.",
                cite=["NCCI:modifier_50"],
                also_cite=["CARC:4", "CARC:11"],
                action=Action.NONE,
                do=f"report {'RT' if side == 'right' else 'LT'} in place of 50, or point to the "
                "diagnosis of the other side too",
                denial_risk=["CARC 4", "CARC 11"],
            )
