"""What a note states as a number and the classification has a code for: BMI, weeks of gestation.

Which code a number has is read from the titles of the code set: `Body mass index [BMI] 40.0-44.9,
adult`, `28 weeks gestation of pregnancy`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.context import Assertion, AuditContext, Mention, ReadDocument, SectionKind, Sentence
from catalog import CatalogView

_BMI = re.compile(
    r"\b(?:BMI|body mass index)\b(?: \(BMI\))?(?:\s+(?:is|of|was|at|today|currently))*\s*[:=]?\s*"
    r"(?P<number>\d{2}(?:\.\d{1,2})?)(?![\d%])",
    re.IGNORECASE,
)
_WEEKS = re.compile(
    r"""
    \b(?P<number>[1-4]?\d)
    (?: \s?w(?:ks?)?\s?\d\s?d\b
      | (?:\s*\+\s*\d)?\s*(?:weeks?|wks?)\b(?:,?\s*(?:and\s)?\d\s*days?)?
        (?=[^.\n]{0,25}\b(?:gestation|pregnan|gravid|EGA|GA|IUP))
    )
    | \b(?:gestational\sage|EGA|GA)\s*(?:is|of|:)?\s*(?P<after>[1-4]?\d)\s*(?:weeks?|wks?|w)\b
    | \bpregnan\w*\s*(?:,|at|for|is)?\s*(?P<later>[1-4]?\d)\s*(?:weeks?|wks?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: A number of another pregnancy, of a result's day, or of a plan, is none of today's.
_ELSEWHEN = re.compile(
    r"\b(?:prior|previous|last|until|history|born|return|follow[- ]?up|"
    r"plan|schedul\w*|repeat)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\[BMI\] (?P<low>\d+\.\d)-(?P<high>\d+\.\d), adult")
_LEAST = re.compile(r"\[BMI\] (?P<high>\d+\.\d) or less, adult")
_MOST = re.compile(r"\[BMI\] (?P<low>\d+(?:\.\d)?) or greater, adult")
_SCORE = 0.9


@dataclass(frozen=True, slots=True)
class _Bmi:
    code: str
    low: float
    high: float


def measured(context: AuditContext) -> Iterator[Mention]:
    """The stated numbers as mentions, each with the one code that stands for it."""
    for document in context.documents:
        for sentence in document.sentences:
            if sentence.section is SectionKind.FAMILY_HISTORY:
                continue
            for found in _BMI.finditer(document.text, sentence.start, sentence.end):
                code = _bmi_code(context.catalog, float(found["number"]))
                if code:
                    yield _mention(document, sentence, found, code)
            for found in _WEEKS.finditer(document.text, sentence.start, sentence.end):
                before = document.text[sentence.start : found.start()]
                weeks = int(found["number"] or found["after"] or found["later"])
                code = f"Z3A.{weeks:02d}"
                if not _ELSEWHEN.search(before) and context.catalog.is_billable(code):
                    yield _mention(document, sentence, found, code)


def _bmi_code(view: CatalogView, number: float) -> str:
    """The adult code whose range holds the number; one decimal, as titles have it."""
    value = round(number, 1)
    return next((c.code for c in _bmi_codes(view) if c.low <= value <= c.high), "")


def _bmi_codes(view: CatalogView) -> tuple[_Bmi, ...]:
    known: tuple[_Bmi, ...] | None = view.kept.get(_bmi_codes)
    if known is None:
        found = []
        for code in view.billable_below("Z68"):
            title = view.title(code)
            if match := _RANGE.search(title):
                found.append(_Bmi(code, float(match["low"]), float(match["high"])))
            elif match := _LEAST.search(title):
                found.append(_Bmi(code, 0.0, float(match["high"])))
            elif match := _MOST.search(title):
                found.append(_Bmi(code, float(match["low"]), 999.0))
        known = view.kept[_bmi_codes] = tuple(found)
    return known


def _mention(
    document: ReadDocument, sentence: Sentence, found: re.Match[str], code: str
) -> Mention:
    return Mention(
        document_id=document.id,
        start=found.start(),
        end=found.end(),
        text=found[0],
        sentence=sentence,
        assertion=Assertion.AFFIRMED,
        side=None,
        site=None,
        concept=code,
        candidates=(code,),
        score=_SCORE,
    )
