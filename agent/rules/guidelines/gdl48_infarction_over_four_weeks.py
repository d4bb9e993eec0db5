"""GDL48: an infarction of more than four weeks ago billed as acute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from agent.context import AuditContext
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import phrases
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need
from agent.rules.support.contradicted import not_reportable

_ACUTE_FOR = timedelta(weeks=4)
_DAYS = {"week": 7, "month": 30, "year": 365}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "several": 3, "few": 3, "many": 3,
}  # fmt: skip
_AGO = re.compile(
    rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})[ -](week|month|year)s? (?:ago|prior|earlier|before)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:in|of|since|from) (?:\w+,? )?((?:19|20)\d\d)\b", re.IGNORECASE)


class InfarctionOverFourWeeks(Rule):
    """I21 is for an infarction of at most four weeks; later it is aftercare or I25.2.

    Catches: I21.4 with "NSTEMI three months ago" in the chart.
    Right: I25.2 (old myocardial infarction), or aftercare while care for it goes on.
    Silent: when any sentence names an infarction without telling that it is so old, when a code of
    I22 is billed, and when the chart names it as history alone (SUP04 says so).
    """

    id = "GDL48"
    name = "infarction_over_four_weeks"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.9.e.1", "TAB:*:title")
    needs_quote = True
    about = ("I21",)
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_with(context, *self.about)
        named = tuple(dict.fromkeys(p.sentence for p in phrases(context, "infarction")))
        if not billed or not named or billed_with(context, "I22"):
            return
        if not all(_is_old(span, context.date) for span in named):
            return
        if not_reportable(context, billed[0]):
            return
        yield self.finding(
            context,
            diagnosis(billed[0]),
            f"{billed[0].code} is for an infarction of at most four weeks; the chart tells of one "
            "that is older.",
            cite=["OCG:I.C.9.e.1"],
            also_cite=[f"TAB:{billed[0].code}:title", "TAB:I25.2:title"],
            action=Action.REPLACE,
            do="replace with I25.2, or with aftercare while care for the infarction goes on",
            codes=["I25.2"],
            evidence=named[:2],
            denial_risk=["CARC 16"],
        )


def _is_old(span: EvidenceSpan, day: date) -> bool:
    """Whether the sentence tells of a time that was over four weeks before the day."""
    for number, unit in _AGO.findall(span.quote):
        count = int(number) if number.isdigit() else _NUMBERS[number.lower()]
        if timedelta(days=count * _DAYS[unit.lower()]) > _ACUTE_FOR:
            return True
    last_of_year = (date(int(year), 12, 31) for year in _YEAR.findall(span.quote))
    return any(day - end > _ACUTE_FOR for end in last_of_year)
