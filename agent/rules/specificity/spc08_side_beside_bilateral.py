"""SPC08: one side billed beside the code for both."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.specificity.neighbours import sides_billed


class SideBesideBilateral(Rule):
    """The bilateral code says both sides, so the code of one side adds nothing.

    Catches: G56.01 (carpal tunnel syndrome, right) beside G56.03 (bilateral).
    Right: G56.03 alone.
    Silent: when the codes differ in more than the side, and when only sided codes are billed.
    """

    id = "SPC08"
    name = "side_beside_bilateral"
    category = Category.LATERALITY
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.B.13", "OCG:I.B.12", "TAB:*:title")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for sides in sides_billed(context):
            both = sides.get("bilateral")
            if both is None:
                continue
            for side, billed in sides.items():
                if side == "bilateral":
                    continue
                yield self.finding(
                    context,
                    diagnosis(billed),
                    f"{billed.code} leaves the side open, and {both.code} says both."
                    if side == "unspecified"
                    else f"{billed.code} is one side of what {both.code} says for both.",
                    cite=["OCG:I.B.13"],
                    also_cite=["OCG:I.B.12", f"TAB:{billed.code}:title"],
                    action=Action.REMOVE,
                    do=f"remove {billed.code}",
                    denial_risk=["CARC 16"],
                )
