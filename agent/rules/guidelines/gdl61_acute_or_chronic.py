"""GDL61: a chronic tear billed as a current injury, or an acute one as chronic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.wording import in_chart, said
from catalog.data_files import load_yaml

_CHRONIC = r"(?:degenerative|chronic|longstanding|long-standing|attritional|old)"
_ACUTE = r"(?:acute|traumatic)"
#: Words of an injury anywhere in the chart keep a chronic tear from being sure, and the reverse.
_INJURY = re.compile(r"\b(?:acute|traumatic|injur\w+|twist\w*|fell|fall|accident|trauma)\b", re.I)
_LASTING = re.compile(rf"\b{_CHRONIC}\b|\b(?:recurrent|arthr\w+)\b", re.I)
_DENIED = re.compile(r"\b(?:no|not|without|denies|negative|rule out|possible|versus|vs)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Condition:
    name: str
    acute: tuple[str, ...]
    chronic: tuple[str, ...]
    said_chronic: re.Pattern[str]
    said_acute: re.Pattern[str]


class AcuteOrChronic(Rule):
    """The chart says whether a tear is fresh or old, and the claim says the other.

    Catches: S83.2- (tear of meniscus, current injury) billed, "degenerative tear of the medial
    meniscus" documented; M75.1- (rotator cuff tear, not specified as traumatic) billed, "acute
    traumatic rotator cuff tear" documented.
    Right: M23.2- or M23.3- for the old meniscus tear; S46.01- for the traumatic rotator cuff tear.
    A warning: the code to take instead depends on site and side, and an unclear record is for the
    provider to settle.
    Silent: when the chart has words for both, when it denies or doubts the tear, and when codes of
    both kinds are on the claim.
    """

    id = "GDL61"
    name = "acute_injury_or_chronic_condition"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.13.b", "TAB:*:title")
    needs_quote = True
    about = ("S83.2", "S46.01", "M23.2", "M23.3", "M75.1")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for condition in _conditions():
            acute = billed_under(context, condition.acute)
            chronic = billed_under(context, condition.chronic)
            if acute and not chronic and not in_chart(context, _INJURY):
                words = _words(context, condition.said_chronic)
                yield from self._findings(context, acute, words, "old or degenerative", condition)
            elif chronic and not acute and not in_chart(context, _LASTING):
                words = _words(context, condition.said_acute)
                yield from self._findings(context, chronic, words, "a fresh injury", condition)

    def _findings(
        self,
        context: AuditContext,
        wrong: list[Billed],
        words: list[EvidenceSpan],
        state: str,
        condition: _Condition,
    ) -> Iterator[Finding]:
        if not words:
            return
        instead = (
            condition.chronic if wrong[0].code.startswith(condition.acute) else condition.acute
        )
        codes = [p.code for p in context.proposals if p.code.startswith(instead)]
        for billed in wrong:
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) does not fit the chart, "
                "which "
                f"calls the {condition.name} {state}.",
                cite=["OCG:I.C.13.b"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.REPLACE if codes else Action.QUERY,
                do=f"replace with the code of {' or '.join(f'{c}-' for c in instead)} for the "
                "documented site and side",
                codes=codes,
                evidence=words[:3],
                denial_risk=["CARC 16"],
                confidence=0.8,
            )


def _words(context: AuditContext, pattern: re.Pattern[str]) -> list[EvidenceSpan]:
    return [s.span for s in said(context, pattern) if not _DENIED.search(s.sentence)]


@cache
def _conditions() -> tuple[_Condition, ...]:
    rows = load_yaml(Path(__file__).parent / "acute_or_chronic.yaml")["conditions"]
    return tuple(
        _Condition(
            row["name"],
            tuple(row["acute"]),
            tuple(row["chronic"]),
            _said(_CHRONIC, row["words"]),
            _said(_ACUTE, row["words"]),
        )
        for row in rows
    )


def _said(state: str, words: str) -> re.Pattern[str]:
    """`Degenerative tear of the medial meniscus`, `meniscus tear, chronic`."""
    gap = r"(?:[ ,-]+[a-z]+){0,6}?[ ,-]+"
    tear = r"(?:tear(?:ing|s)?|torn|rupture)"
    return re.compile(
        rf"\b{state}{gap}{tear}{gap}{words}\b|\b{state}{gap}{words}{gap}{tear}\b"
        rf"|\b{words}{gap}{tear}{gap}{state}\b",
        re.IGNORECASE,
    )
