"""SPC09: right and left billed apart where one code says both."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.specificity.compare import compare
from agent.rules.specificity.neighbours import sides_billed
from agent.rules.specificity.sides import side_axis

#: GDL40 speaks of both eyes, for which stages matter too.
_GLAUCOMA = "H40"


class SidesApart(Rule):
    """Separate codes for right and left are for conditions that have no bilateral code.

    Catches: M17.11 and M17.12 (primary osteoarthritis of the right and of the left knee).
    Right: M17.0, bilateral.
    Silent: where the classification has no bilateral code (knee pain, M25.56-), when that is billed
    already (SPC08), for glaucoma (GDL40), and when the chart does not bear out one side (SPC03).
    """

    id = "SPC09"
    name = "sides_apart"
    category = Category.LATERALITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.13", "TAB:*:title")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for sides in sides_billed(context):
            if not {"right", "left"} <= sides.keys() or "bilateral" in sides:
                continue
            first, second = sorted((sides["right"], sides["left"]), key=lambda b: b.position)
            both = side_axis(view, first.code).get("bilateral")
            if both is None or not view.is_billable(both) or first.code.startswith(_GLAUCOMA):
                continue
            if compare(context, first) is not None or compare(context, second) is not None:
                continue
            yield self.finding(
                context,
                diagnosis(first),
                f"{first.code} and {second.code} are the two sides of one condition, for which "
                f"there is the bilateral code {both}.",
                cite=["OCG:I.B.13"],
                also_cite=[f"TAB:{both}:title", f"TAB:{first.code}:title"],
                action=Action.REPLACE,
                do=f"replace {first.code} with {both} and remove {second.code}",
                codes=[both],
                denial_risk=["CARC 16"],
            )
