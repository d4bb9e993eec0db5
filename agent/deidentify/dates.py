"""Dates: every part but the year, and the year too where it tells of an age over 89."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.deidentify.calendar_words import MONTH, NUMBER
from agent.deidentify.identifiers import Identifier, Kind, Passage

_M, _D = r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>0?[1-9]|[12]\d|3[01])"
_Y4, _YEAR = r"(?P<y>(?:18|19|20)\d\d)", r"(?P<y>(?:18|19|20)\d\d|'?\d\d)"
_DTH = r"(?P<d>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?)"
_NAME = rf"(?P<mn>{MONTH})\b\.?"
_BEFORE, _AFTER = r"(?<![\w/.-])", r"(?![\w/]|-\d|\.\d)"
_CUE = (
    r"(?:on|since|from|until|till|through|thru|by|before|after|dated?|of|as of|dob|d\.o\.b\.|dos"
    r"|lmp|edd|edc|born"
    r"|admitted|admission|admit|discharged?|seen|visit|appointment|appt|f/u|follow[- ]?up|next"
    r"|last|due"
    r"|surgery|returns?|expires?|exp|starting|started|begin(?:ning)?|end(?:ing|s)?|collected"
    r"|signed|noted)"
)
#: What follows a fraction or a grade, and no date.
_NOT_AFTER = (
    r"(?!\s*(?:pain|strength|motor|murmur|systolic|diastolic|of\b|tab|dose|pack|cup|inch|mile"
    r"|SEM|HSM"
    r"|ppd|severity|power|reflex|pulses?|in severity|scale|bilateral|throughout|intensity))"
)
_SLASHED = r"(?P<s>[/.-])"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_BEFORE}{_M}{_SLASHED}{_D}(?P=s){_YEAR}(?=T\d|{_AFTER})",
        rf"{_BEFORE}{_D}{_SLASHED}{_M}(?P=s){_Y4}{_AFTER}",
        rf"{_BEFORE}{_Y4}{_SLASHED}{_M}(?P=s){_D}(?=T\d|{_AFTER})",
        rf"(?<![\w.]){_Y4}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=T\d|(?:\d{{4,6}})?"
        rf"(?!\w))",
        rf"\b{_NAME}[ -]?(?:the )?{_DTH}(?!\d)(?:(?:,? ?|-){_YEAR}(?!\d))?",
        rf"{_BEFORE}{_DTH}(?: of)?[ -]?{_NAME}(?:(?:,? ?|-){_YEAR}(?!\d))?",
        rf"\b{_NAME},?(?: of)? {_Y4}\b",
        rf"{_BEFORE}{_M}/{_Y4}{_AFTER}",
        rf"\b{_CUE}[\s:(]*{_M}[/-]{_D}{_AFTER}{_NOT_AFTER}",
        rf"(?<=\d[/-])(?<!\w\w\w/){_M}/{_D}(?=/\d\d)",
        rf"\b(?:to|-|–|through|thru|and) ?{_M}/{_D}/{_YEAR}{_AFTER}",
    )
)
#: A range of days: `March 3-5` leaves `-5` behind the date that was found.
_RANGE_END = re.compile(
    rf"(?: ?[-–] ?| (?:to|through|and|&) ){_DTH}(?![\w/.%-]|\s?(?:mg|days?|weeks?|years?))"
)
_LEADING = re.compile(rf"{_BEFORE}{_M}/{_D}(?= ?(?:-|–|to|through|thru) ?\d{{1,2}}/\d{{1,2}})")
_ALONE = re.compile(
    r"\b(?:in|since|last|this|next|until|till|of|early|late|mid|around|by|from|through|during"
    r"|every)[ -]"
    rf"(?P<mn>{MONTH})\b(?![a-z])"
)
_BORN = re.compile(
    r"\b(?:born(?: in)?|birth year|year of birth|DOB|YOB)[ :]*(?P<y>1[89]\d\d)\b", re.IGNORECASE
)
_YEARS = re.compile(
    r"(?<![\w.,/-])(?P<y>1[89]\d\d)(?![\w%]|[.,/]\d)(?!\s*(?:mg|mcg|ml|kcal|cal|g|cc|units?)\b)"
)
_OLDEST_TOLD = 89


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written: where it stands, and the places of its parts (None where absent)."""

    start: int
    end: int
    month: tuple[int, int] | None
    day: tuple[int, int] | None
    year: tuple[int, int] | None
    named: bool


def dates(passage: Passage) -> Iterator[Identifier]:
    """Every date that is written with more than a year, and years that tell of an age over 89."""
    for date in written_dates(passage):
        yield Identifier(date.start, date.end, Kind.DATE)


def written_dates(passage: Passage) -> Iterator[WrittenDate]:
    """The dates of a text, in no order; some may overlap."""
    text = passage.text
    for form in (*_FORMS, _LEADING):
        for found in form.finditer(text):
            date = _parts(found)
            yield date
            tail = _RANGE_END.match(text, date.end) if date.named and date.year is None else None
            if tail:
                yield WrittenDate(tail.start("d"), tail.end("d"), None, tail.span("d"), None, False)
                year = re.compile(r",? ((?:18|19|20)\d\d)\b").match(text, tail.end())
                if year and too_old(year[1], passage):
                    yield WrittenDate(*year.span(1), None, None, year.span(1), False)
    for found in _ALONE.finditer(text):
        if found["mn"][0].isupper():
            yield WrittenDate(*found.span("mn"), found.span("mn"), None, None, True)
    for form in (_BORN, _YEARS):
        for found in form.finditer(text):
            if too_old(found["y"], passage):
                yield WrittenDate(*found.span("y"), None, None, found.span("y"), False)


def too_old(year: str, passage: Passage) -> bool:
    """Whether someone born in the year is over 89 by the end of the year of service."""
    digits = year.strip("'")
    return len(digits) == 4 and passage.day.year - int(digits) > _OLDEST_TOLD


def month_number(text: str) -> int:
    """The month that a number or a name says; 0 when it is none."""
    return int(text) if text.isdigit() else NUMBER.get(text.lower(), 0)


def _parts(found: re.Match[str]) -> WrittenDate:
    spans = {name: found.span(name) for name, part in found.groupdict().items() if part}
    month = spans.get("m") or spans.get("mn")
    day, year = spans.get("d"), spans.get("y")
    places = [place for place in (month, day, year) if place]
    return WrittenDate(
        min(start for start, _ in places),
        max(end for _, end in places),
        month,
        day,
        year,
        "mn" in spans,
    )
