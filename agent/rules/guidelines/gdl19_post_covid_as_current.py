"""GDL19: what remains of COVID-19 billed as the present infection."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import Phrase, Spoken, phrases
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need


class PostCovidAsCurrent(Rule):
    """A condition after COVID-19 takes U09.9 with it, and not U07.1, the present infection.

    Catches: U07.1 billed for "long COVID with fatigue".
    Right: R53.82 (or the condition that remains), then U09.9.
    Silent: when U09.9 is billed too (a new infection may join it), and when the chart names
    COVID-19 anywhere apart from its after-effects.
    """

    id = "GDL19"
    name = "post_covid_as_current"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.1.g.1", "TAB:*:title")
    needs_quote = True
    about = ("U07.1",)
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_with(context, "U07.1")
        after = phrases(context, "post_covid")
        words = tuple(p.sentence for p in after if p.spoken in (Spoken.PRESENT, Spoken.PAST))
        if not billed or not words or billed_with(context, "U09.9"):
            return
        if any(not _within(p.span, after) for p in phrases(context, "covid")):
            return
        yield self.finding(
            context,
            diagnosis(billed[0]),
            "U07.1 is billed as a present infection; the chart tells only of what came after it.",
            cite=["OCG:I.C.1.g.1"],
            also_cite=["TAB:U07.1:title", "TAB:U09.9:title"],
            action=Action.REPLACE,
            do="replace with U09.9, after the code of the condition that remains",
            codes=["U09.9"],
            evidence=words[:2],
            denial_risk=["CARC 16"],
        )


def _within(span: EvidenceSpan, after: tuple[Phrase, ...]) -> bool:
    return any(
        p.span.document_id == span.document_id
        and p.span.start <= span.start
        and span.end <= p.span.end
        for p in after
    )
