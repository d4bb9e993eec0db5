"""SPC03: the side billed is not the side documented."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.needs import Need
from agent.rules.specificity.compare import Difference, compare
from agent.rules.specificity.sides import side_of


class OtherSide(Rule):
    """Every mention of the condition that states a side states another one than the code.

    Catches: M25.562 (pain in left knee) billed, "right knee pain" documented throughout.
    Right: M25.561, pain in right knee.
    Where no mention of the condition has a side, the side that the chart gives the site counts, if
    it knows only one ("right shoulder" throughout, and a code for the left): then a warning.
    Silent: when the chart states the billed side or both sides too, when it states none, and when
    the classification has no side for the condition.
    """

    id = "SPC03"
    name = "other_side"
    category = Category.LATERALITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.13", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            found = compare(context, billed)
            if found is None or found.difference is not Difference.OTHER_SIDE:
                continue
            side = side_of(context.catalog, billed.code)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is {side}; the note states {found.stated} throughout.",
                cite=["OCG:I.B.13"],
                also_cite=[
                    f"TAB:{billed.code}:title",
                    *(f"TAB:{code}:title" for code in found.codes),
                ],
                action=Action.REPLACE if found.codes else Action.REMOVE,
                do=f"replace with {either(found.codes)}"
                if found.codes
                else f"remove {billed.code}; the code for the documented side is on the claim",
                codes=found.codes,
                evidence=found.evidence,
                rationale=found.rationale,
                severity=None if found.direct else Severity.WARNING,
                confidence=found.confidence,
                denial_risk=["CARC 16"],
            )
