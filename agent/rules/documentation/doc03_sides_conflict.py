"""DOC03: one part of the chart says right and another left."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed, Mention, SectionKind, Side
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.specificity.compare import compare, place_of, same_condition

_CONCLUDING = frozenset((SectionKind.ASSESSMENT, SectionKind.PLAN))
_BOTH = frozenset((Side.RIGHT, Side.LEFT))


class SidesConflict(Rule):
    """The history has the condition on one side alone, and the assessment on the other alone.

    Catches: M25.561 billed, "right knee pain" in the history and "left knee pain" assessed.
    Right: the provider asked which side it is; the record mended, then the code for it.
    Silent: when any part of the chart has both sides, when no side is billed or both are, and when
    history and assessment agree.
    """

    id = "DOC03"
    name = "sides_conflict"
    category = Category.LATERALITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.13", "OCG:I.A.19")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            told = _conflict(context, billed)
            if told is None:
                continue
            before, after = told
            spans = (sentence(context, before), sentence(context, after))
            yield self.finding(
                context,
                diagnosis(billed),
                f"The chart conflicts on the side of {billed.code}: {before.side} in one place, "
                f"{after.side} in the assessment.",
                cite=["OCG:I.B.13"],
                also_cite=["OCG:I.A.19"],
                action=Action.QUERY,
                do="ask the provider which side it is",
                evidence=spans,
                query=ProviderQuery(
                    title="Side of a documented condition",
                    indicators=spans,
                    question="",
                    options=("Right side", "Left side", "Both sides"),
                ),
            )


def _conflict(context: AuditContext, billed: Billed) -> tuple[Mention, Mention] | None:
    """A mention before the assessment and one in it, where each part knows one side alone."""
    place = place_of(context.catalog, billed.code)
    if place is None or place.side not in {"right", "left"}:
        return None
    mentions = [
        m
        for m in same_condition(context, place)
        if m.side is not None and (place.site is None or m.site == place.site)
    ]
    if any(m.side is Side.BILATERAL for m in mentions) or compare(context, billed) is not None:
        return None
    assessed = [m for m in mentions if m.sentence.section in _CONCLUDING]
    earlier = [m for m in mentions if m.sentence.section not in _CONCLUDING]
    if len({m.side for m in assessed}) != 1 or len({m.side for m in earlier}) != 1:
        return None
    if {assessed[0].side, earlier[0].side} != _BOTH:
        return None
    return earlier[0], assessed[0]
