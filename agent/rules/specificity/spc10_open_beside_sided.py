"""SPC10: a code for an unspecified side beside the same condition with its side."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.specificity.neighbours import sides_billed


class OpenBesideSided(Rule):
    """A claim that knows the side has no use for the code that leaves it open.

    Catches: M79.606 (pain in leg, unspecified) beside M79.604 (pain in right leg).
    Right: M79.604 alone; with M79.605 too, if both legs hurt.
    Silent: when the codes differ in more than the side, and beside the bilateral code (SPC08).
    """

    id = "SPC10"
    name = "open_side_beside_sided"
    category = Category.LATERALITY
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.B.13", "OCG:I.B.18", "TAB:*:title")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for sides in sides_billed(context):
            left_open = sides.get("unspecified")
            sided = sides.get("right") or sides.get("left")
            if left_open is None or sided is None or "bilateral" in sides:
                continue
            yield self.finding(
                context,
                diagnosis(left_open),
                f"{left_open.code} leaves the side open, and {sided.code} is the same condition "
                "with its side.",
                cite=["OCG:I.B.13"],
                also_cite=["OCG:I.B.18", f"TAB:{left_open.code}:title"],
                action=Action.REMOVE,
                do=f"remove {left_open.code}",
                denial_risk=["CARC 16"],
            )
