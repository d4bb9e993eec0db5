"""Numbers that nothing shows to be clinical: groups of four figures or more.

Doses, measurements, values, scores, ratios, ranges, years, times and codes are known by their form
or by the words around them; every other number is taken to be somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from agent.deidentify.facts import facts
from agent.deidentify.identifiers import Identifier, Kind, Passage

_GROUP = re.compile(
    r"(?<![\w.])(?<!\d:)(?!(?<=\d,)\d{3}(?!\d))(?=[#A-Za-z0-9./_-]*\d)#?[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+"
    r"|/\d[A-Za-z0-9]*|,\d{3}(?!\d)|:\d+)*(?:/-)?%?(?!\w)"
)
_LEAST = 4
_LEAST_SPACED = 6
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"\d{1,4}\.\d{1,2}%?|\d{1,3}\.\d{1,3}%?|0\.\d+|\d{1,4}%",  # decimals
        r"\d{1,3}(?:,\d{3})+(?:\.\d+)?",  # thousands
        r"(?:19|20)\d\d(?:s|[-/](?:(?:19|20)\d\d|\d\d))?",  # years
        r"\d{1,2}:\d\d(?::\d\d)?(?:[ap]m?)?|1[:/]\d+(?:,\d{3})*",  # times of day, ratios
        r"\d{1,3}(?:\.\d+)?(?:/\d{1,3}(?:\.\d+)?){1,4}(?:[-+]\d?)?%?",  # fractions
        r"\d{1,2}(?:\.\d{1,2})?[-–]\d{1,3}(?:\.\d{1,2})?(?:/\d{1,3})?%?",  # ranges
        r"\d+(?:\.\d+)?(?:[xX]\d+(?:\.\d+)?)+(?:[cm]?m)?",  # dimensions
        r"[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}|[A-TV-Z]\d[0-9A-Z]{2}",  # codes of ICD-10-CM
        r"\d{1,2}[pqPQ]\d+(?:\.\d+)?",  # places on chromosomes
        r"99[2-4]\d\d(?:-\d\d)?",  # visits in CPT
        r"G\d+P\d+(?:-?\d+)*|[GPTAL]\d(?:[GPTAL]\d+)*|\d{1,2}[+w]\d[d]?",  # pregnancies
        r"(?:[CTLSctls]\d{1,2})(?:[-/](?:[CTLSctls]?\d{1,2}))+",  # vertebrae
        r"[A-Za-z]+-\d{1,3}(?:[-.]\d{1,2})?|\d{1,3}-[A-Za-z]+",  # tests and lengths with a name
        r"(?:[pcyr]{0,2}T(?:\d|is|x)[a-d]?)(?:N[\dx][a-d]?)?(?:M[\dx])?",  # stages
    )
)
_MEASURED_LETTERS = re.compile(
    r"\d+(?:[.,]\d+)?(?:-\d+(?:[.,]\d+)?)?([A-Za-z]+)[23]?(?:/\d*[a-z]+)?"
)
_PLAIN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:[-–/]\d+(?:,\d{3})*(?:\.\d+)?)?")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_RANGE = re.compile(r"(\d{2,5})[-–](\d{2,5})")
_TIMED = re.compile(r"\s?(?:hrs?|hours?|h)\b|:|\s?[-–] ?(?=(?:[01]\d|2[0-3])[0-5]\d)")
_WIDEST = 5
#: A figure beside a number that is somebody's, with a space between.
_LEFT = re.compile(r"(?<![\w.,/:-])(#?\d{1,4}|[A-Z]{1,3}) $")
_RIGHT = re.compile(r" (\d{1,5}|[A-Z]{1,3})(?![\w/:%-]|[.,]\d)")
_SPACED = re.compile(
    r"(?<![\w.,/-])(?<!\d[ :])[A-Z]{0,2}\d{2,5}(?: \d{2,5}){2,4}(?! ?\d|[\w/%-]|[.,]\d)"
)
_WRITTEN_PLATE = re.compile(
    r"(?<![\w-])(?:\d[A-Z]{3} \d{3}|\d{3,4}-[A-Z]{2,3}|[A-Z]{3}-\d{3,4})(?![\w-])"
)
_REACH = 28


@cache
def _cue(field: str) -> re.Pattern[str]:
    """The words of a list with up to a few words behind them, up to the end of the text."""
    words = "|".join(facts("clinical_numbers")[field])
    return re.compile(
        rf"(?<!\w)(?:{words})(?!\w)[^.;|\n]*$|(?<!\w)(?:{words})\.? ?$", re.IGNORECASE
    )


@cache
def _near(field: str) -> re.Pattern[str]:
    """The words of a list with hardly anything behind them."""
    words = "|".join(facts("clinical_numbers")[field])
    return re.compile(
        rf"(?<!\w)(?:{words})(?:[\s:=#.]|at|to|on|is|me|us|her|him|back)*$", re.IGNORECASE
    )


@cache
def _units() -> frozenset[str]:
    return frozenset(str(u).lower() for u in facts("clinical_numbers")["units"])


@cache
def _unit_behind() -> re.Pattern[str]:
    words = "|".join(sorted(_units(), key=len, reverse=True))
    return re.compile(rf"[ -]?(?:(?:{words})(?![\w])|[%°µ]|/[A-Za-zµμ])", re.I)


def presumed_numbers(passage: Passage, known: Sequence[Identifier] = ()) -> Iterator[Identifier]:
    """Every number of four figures or more that is not clinical, with what stands beside it.

    Those that share characters with an identifier that is known already are left to it.
    """
    text = passage.text
    taken = {n for one in known for n in range(one.start, one.end)}
    for found in _GROUP.finditer(text):
        if sum(c.isdigit() for c in found[0]) < _LEAST or not taken.isdisjoint(
            range(*found.span())
        ):
            continue
        if _clinical(text, found):
            continue
        start, end = _joined(text, *found.span())
        yield Identifier(start, end, Kind.RECORD)
    for one in known:
        if one.kind in (Kind.RECORD, Kind.TELEPHONE):
            start, end = _joined(text, one.start, one.end)
            yield Identifier(start, end, one.kind)
    for found in _SPACED.finditer(text):
        before = text[max(0, found.start() - _REACH) : found.start()]
        digits = sum(c.isdigit() for c in found[0])
        unit = _unit_behind().match(text, found.end())
        if digits >= _LEAST_SPACED and not unit and not _cue("measures").search(before):
            yield Identifier(*found.span(), Kind.RECORD)
    for found in _WRITTEN_PLATE.finditer(text):
        if found[0].split("-")[-1].lower() not in _units():
            yield Identifier(*found.span(), Kind.RECORD)


def _clinical(text: str, found: re.Match[str]) -> bool:
    """Whether the form of a number, or what stands around it, makes it clinical."""
    group, (start, end) = found[0], found.span()
    before = text[max(0, start - _REACH) : start]
    called = _near("callers").search(before)
    if group.startswith("#"):
        return False
    if any(form.fullmatch(group) for form in _FORMS):
        return not called or ":" in group
    lettered = _MEASURED_LETTERS.fullmatch(group)
    if lettered and lettered[1].lower() in _units():
        return True
    if _PLAIN.fullmatch(group):
        if _unit_behind().match(text, end):
            return True
        if _plain_number(group) and not called and _cue("measures").search(before):
            return True
    between = _RANGE.fullmatch(group)
    if between and len(between[2]) < _LEAST:
        return int(between[1]) < int(between[2]) <= _WIDEST * int(between[1]) and not called
    if _CLOCK.fullmatch(group) and not called:
        line = re.search(r"(?:^|\n|[.!?|;] )[ \t]*$", before)
        if line or _near("clock").search(before) or _TIMED.match(text, end):
            return True
    return bool(_code_form(group) and _cue("codes").search(before))


def _plain_number(group: str) -> bool:
    return bool(re.fullmatch(r"\d{4,6}(?:[-–/]\d{4,6})?|\d+\.\d+", group))


def _code_form(group: str) -> bool:
    return bool(
        re.fullmatch(
            r"\d{5}(?:-[A-Z0-9]{2})?|[A-Z]\d{4}(?:-[A-Z0-9]{2})?|[A-Z]\d[0-9A-Z]{1,5}|\d{3,4}",
            group,
        )
    )


def _joined(text: str, start: int, end: int) -> tuple[int, int]:
    """The number with figures and capitals beside it: `RK 136374 71`."""
    for _ in range(3):
        left = _LEFT.search(text[max(0, start - 8) : start])
        if not left or _word_of_chart(left[1]):
            break
        start -= len(left[0])
    for _ in range(3):
        right = _RIGHT.match(text, end)
        if not right or _word_of_chart(right[1]) or _unit_behind().match(text, right.end()):
            break
        end = right.end()
    return start, end


def _word_of_chart(group: str) -> bool:
    """Whether capitals beside a number are an abbreviation of charts, and no part of it."""
    return group in facts("clinical_numbers")["beside"]
