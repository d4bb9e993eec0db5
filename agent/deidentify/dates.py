"""Dates: every part but the year, and the year too where it tells of an age over 89."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent.deidentify.calendar_words import FULL, HOLIDAY, MONTH, NUMBER, ORDINAL, WEEKDAY
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
    r"|signed|note|began|begun|review"
    r"|noted|arriv(?:al|ed)|birth|born|hearing|transferred|received|performed|resulted"
    r"|drawn|sent"
    r"|faxed|called|dictated|transcribed|updated|scheduled|reviewed|implanted|placed|removed|onset"
    r"|injury|accident|evaluated|repeated|refilled|filled|written|posted|printed|approx|around"
    r"|circa"
    r"|(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?)"
)
#: What follows a fraction or a grade, and no date.
_NOT_AFTER = (
    r"(?!\s*(?:pain|strength|motor|murmur|systolic|diastolic|of\b|tab|dose|pack|cup|inch|mile"
    r"|SEM|HSM"
    r"|score|sessions?|visits|treatments|cycles|points|vision|bottles?|cans?|hours?|days|of the"
    r"|ppd|severity|power|reflex|pulses?|in severity|scale|bilateral|throughout|intensity))"
)
_NO_RATIO = r"(?!\s*(?:%|mm|cm|on\b|lymph|nodes?|biops|cores|quadrants|patients|positive|dilution))"
_SLASHED = r"(?P<s>[/.-])"
_NTH = r"(?:1st|2nd|3rd|[4-9]th|1\dth|20th|21st|22nd|23rd|2[4-9]th|30th|31st)"
#: After `the 14th`, what makes it a day of the month and no rib, toe, floor or rank.
_NO_PLACE = (
    r"\s*(?:[.,;:)]|$|\n)|\s+(?:of (?:the|this|last|next|each|every|that) month|at (?:\d|noon"
    r"|about)"
    r"|for (?!\d)|she|he|they|we|pt\b|but|when|if|because|with (?:Dr|her|his|the)|until|through"
    r"|morning"
    r"|afternoon|evening|in the (?:morning|afternoon|evening)|and (?:was|is|has|had|will|she|he"
    r"|again))"
)

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_BEFORE}{_M}{_SLASHED}{_D}(?P=s){_YEAR}(?=T\d|{_AFTER})",
        rf"{_BEFORE}{_D}{_SLASHED}{_M}(?P=s){_Y4}{_AFTER}",
        rf"{_BEFORE}{_Y4}{_SLASHED}{_M}(?P=s){_D}(?=T\d|{_AFTER})",
        rf"(?<![\w.]){_Y4}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=T\d|(?:\d{{4,6}})?"
        rf"(?!\w))",
        rf"\b{_NAME}[ /-]?(?:the )?{_DTH}(?!\d)(?:(?:,? ?|[-/]){_YEAR}(?!\d))?",
        rf"{_BEFORE}{_DTH}(?: (?:day )?of)?[ ./-]?[ ]?{_NAME}(?:(?:,? ?|[-/.]){_YEAR}(?!\d))?",
        rf"(?<=\d[-–]){_DTH}(?: of)?[ -]?{_NAME}(?:(?:,? ?|-){_YEAR}(?!\d))?",
        rf"{_BEFORE}(?P<d>\d\d)(?P<mn>{MONTH}){_YEAR}(?!\w)",
        rf"\b{_NAME} (?:the )?(?P<d>{ORDINAL})\b(?:,? {_Y4})?",
        rf"\b(?P<d>{ORDINAL})(?: day)? of {_NAME}(?:,? {_Y4})?",
        rf"\b{WEEKDAY},? (?:the )?(?P<d>{_NTH}|{ORDINAL})\b",
        rf"\b(?:on|by|until|till|since|from|through|before|after|of|for) the (?P<d>{_NTH}"
        rf"|{ORDINAL})\b"
        rf"(?={_NO_PLACE})",
        rf"{_BEFORE}{_D}{_SLASHED}{_M}(?P=s)(?P<y>\d\d){_AFTER}",
        rf"{_BEFORE}{_M} / {_D} / {_YEAR}{_AFTER}",
        rf"{_BEFORE}{_Y4}-(?P<m>0[1-9]|1[0-2]){_AFTER}",
        rf"\b{_NAME},?(?: of)? {_Y4}\b",
        rf"{_BEFORE}{_M}[/-]{_Y4}{_AFTER}",
        rf"\b{_CUE}[\s:(]*{_M}[/-]{_D}{_AFTER}{_NOT_AFTER}",
        # No cue: a zero in front, a time of day behind, or a note that begins with it.
        rf"{_BEFORE}(?=0|\d\d?/0){_M}/{_D}{_AFTER}{_NOT_AFTER}",
        rf"{_BEFORE}{_M}/{_D}(?=,? (?:at |@ ?)?(?:[01]?\d|2[0-3]):?[0-5]\d(?!\d))",
        rf"(?m)^[ \t*•-]*{_M}/{_D}(?= ?[:–-] )",
        rf"(?<=\d[/-])(?<!\w\w\w/){_M}/{_D}(?=/\d\d)",
        rf"\b(?:to|-|–|through|thru|and) ?{_M}/{_D}/{_YEAR}{_AFTER}",
        # No cue, but a day that is no usual denominator; in brackets or a list, a few more.
        rf"{_BEFORE}(?!1/16\b){_M}/(?P<d>0[1-9]|1|7|1[1346-9]|2[1-9]|31){_AFTER}{_NOT_AFTER}"
        rf"{_NO_RATIO}",
        rf"(?:(?<=\()|(?<=\d[,/] )|(?<=\d and )|(?<=\d or )|(?<=\d & ))(?!1/16\b)"
        rf"{_M}/(?P<d>0[1-9]|1|7|1[1-9]|2[1-9]|31){_AFTER}{_NOT_AFTER}{_NO_RATIO}",
    )
)
#: What of a bare month and day is a score, a strength or a fraction.
_SCORED = re.compile(
    r"\b(?:pain|strength|motor|scor(?:e|ed|ing)|BP|pressure|murmur|grade|GCS|MMSE|MoCA|PHQ|GAD"
    r"|vision"
    r"|acuity|O[DSU]|V[AO]|reflex(?:es)?|pulses?|scale|rated|severity|effort|visit"
    r"|session)\b[^.\n\d]{0,20}$",
    re.IGNORECASE,
)
_OF_TEN = re.compile(r"\b(?:pain|strength|motor|murmur|power|effort)\b", re.IGNORECASE)
_MOST_OF_PAIN = 10
#: A range of days: `March 3-5` leaves `-5` behind the date that was found.
_RANGE_END = re.compile(
    rf"(?: ?[-–] ?| (?:to|through|and|&) ){_DTH}(?![\w/.%-]|\s?(?:mg|days?|weeks?|years?))"
)
_RANGE = re.compile(
    rf"{_BEFORE}{_M}/{_D} ?(?:-|–|to|through|thru|until|and) ?"
    rf"(?P<m2>0?[1-9]|1[0-2])/(?P<d2>0?[1-9]|[12]\d|3[01])(?!\d)",
    re.IGNORECASE,
)
_FIRST_DAYS = re.compile(
    rf"{_BEFORE}{_DTH} ?(?:-|–|to|through|and|or|&) ?(?=(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
    rf"(?: of)?[ -]?{MONTH}\b)",
    re.IGNORECASE,
)
_HOLIDAY = re.compile(
    rf"\b(?P<mn>{HOLIDAY})(?![\w-]|(?:['’]s)? (?:disease|syndrome|sign|factor|tree|Island))"
)
_WEEKDAY_BEFORE = re.compile(rf"\b{WEEKDAY}(?:,|\.,?)?[ \n](?:the )?$|\b{WEEKDAY}[,/-]?$", re.I)
_WEEKDAY_AFTER = re.compile(rf",? ?\(?{WEEKDAY}\b", re.I)
_ALONE = re.compile(
    r"\b(?:in|since|last|this|next|until|till|of|early|late|mid|around|by|from|through|during"
    r"|every|past|before|after|between|beginning|end|and|to|or|mid|for|came|expected|due|started"
    rf"|returned|{MONTH})[ -]"
    rf"(?P<mn>{'|'.join(FULL)}|Jan|Feb|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b(?![a-z])"
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
    weekday: tuple[int, int] | None = None


def dates(passage: Passage) -> Iterator[Identifier]:
    """Every date that is written with more than a year, and years that tell of an age over 89."""
    for date in written_dates(passage):
        yield Identifier(date.start, date.end, Kind.DATE)


def written_dates(passage: Passage) -> Iterator[WrittenDate]:
    """The dates of a text, in no order; some may overlap."""
    text = passage.text
    for form in _FORMS:
        for found in form.finditer(text):
            date = _with_weekday(text, _parts(found))
            if date.year is None and not date.named and _is_score(text, date):
                continue
            if date.named and date.year is None and found["mn"] in {"may", "march", "mar"}:
                continue
            yield date
            tail = _RANGE_END.match(text, date.end) if date.named and date.year is None else None
            if tail:
                yield WrittenDate(tail.start("d"), tail.end("d"), None, tail.span("d"), None, False)
                year = re.compile(r",? ((?:18|19|20)\d\d)\b").match(text, tail.end())
                if year and too_old(year[1], passage):
                    yield WrittenDate(*year.span(1), None, None, year.span(1), False)
    for form in (_ALONE, _HOLIDAY):
        for found in form.finditer(text):
            if found["mn"][0].isupper():
                yield WrittenDate(*found.span("mn"), found.span("mn"), None, None, True)
    yield from _ranges(text)
    for form in (_BORN, _YEARS):
        for found in form.finditer(text):
            if too_old(found["y"], passage):
                yield WrittenDate(*found.span("y"), None, None, found.span("y"), False)


def _is_score(text: str, date: WrittenDate) -> bool:
    """Whether a bare month and day is a score; where it tells of pain, of ten at most."""
    before = text[max(0, date.start - 30) : date.start]
    if not _SCORED.search(before):
        return False
    day = text[slice(*date.day)] if date.day else ""
    return not (day.isdigit() and int(day) > _MOST_OF_PAIN and _OF_TEN.search(before))


def _ranges(text: str) -> Iterator[WrittenDate]:
    """`3/14-3/18`, and the first day of `14 to 18 March`; alike second parts are scores."""
    for found in _RANGE.finditer(text):
        scored = found["d"] == found["d2"] or _SCORED.search(
            text[max(0, found.start() - 30) : found.start()]
        )
        if not scored:
            for m, d in (("m", "d"), ("m2", "d2")):
                yield WrittenDate(
                    found.start(m), found.end(d), found.span(m), found.span(d), None, False
                )
    for found in _FIRST_DAYS.finditer(text):
        yield WrittenDate(*found.span("d"), None, found.span("d"), None, False)


def _with_weekday(text: str, date: WrittenDate) -> WrittenDate:
    """The date with the weekday that stands before or behind it."""
    before = _WEEKDAY_BEFORE.search(text[max(0, date.start - 20) : date.start])
    if before:
        start = max(0, date.start - 20) + before.start()
        place = (start, start + len(re.match(r"[A-Za-z]+", text[start:])[0]))  # type: ignore[index]
        return replace(date, start=start, weekday=place)
    after = _WEEKDAY_AFTER.match(text, date.end)
    if after:
        word = next(re.finditer(r"[A-Za-z]+", after[0]))
        place = (after.start() + word.start(), after.start() + word.end())
        return replace(date, end=place[1], weekday=place)
    return date


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
