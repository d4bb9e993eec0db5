"""GDL14: urosepsis, a word that stands for no code until the provider says what is meant."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import (
    Action,
    Category,
    Direction,
    EvidenceSpan,
    Finding,
    ProviderQuery,
    Severity,
    Subject,
)
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs, said
from agent.rules.code_groups import billed_of
from agent.rules.needs import Need


class Urosepsis(Rule):
    """The term urosepsis has no code, is no synonym of sepsis, and calls for a query.

    Catches: A41.9 (sepsis) billed on a chart that says "urosepsis" and nowhere "sepsis"; N39.0
    billed for the same words.
    Right: a query; then A41.- with N39.0, or N39.0 alone, as the provider says.
    Warning where sepsis is billed on that word, advice where it is not.
    Silent: when the chart speaks of sepsis, bacteremia or a septic state in words of its own, and
    when urosepsis is denied, doubted or past.
    """

    id = "GDL14"
    name = "urosepsis"
    category = Category.DOCUMENTATION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.d.1",)
    needs_quote = True
    about = ("A40", "A41", "N10", "N12", "N13.6", "N30", "N39.0", "R65")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        words = said(context, "urosepsis")
        if not words or occurs(context, "sepsis_itself"):
            return
        sepsis = billed_of(context, "sepsis")
        yield self.finding(
            context,
            diagnosis(sepsis[0]) if sepsis else Subject(kind="encounter"),
            f"{sepsis[0].code} is billed on the word urosepsis, which is no synonym of sepsis."
            if sepsis
            else "The chart says urosepsis, which has no code, and nothing clearer.",
            cite=["OCG:I.C.1.d.1"],
            action=Action.QUERY,
            do="ask the provider what is meant"
            + (f"; without sepsis, remove {sepsis[0].code}" if sepsis else ""),
            evidence=words[:2],
            denial_risk=["CARC 16"] if sepsis else [],
            severity=None if sepsis else Severity.ADVICE,
            direction=Direction.OVER if sepsis else Direction.NEUTRAL,
            query=_what_is_meant(words[:2]),
        )


def _what_is_meant(words: tuple[EvidenceSpan, ...]) -> ProviderQuery:
    return ProviderQuery(
        title="Meaning of the term urosepsis",
        indicators=words,
        question="",
        options=(
            "Sepsis due to an infection of the urinary tract",
            "Infection of the urinary tract without sepsis",
        ),
    )
