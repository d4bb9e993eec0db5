"""Ages over 89, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_OVER = r"(?:9\d|1[0-2]\d)"
_WORDS = (
    r"(?:ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|(?:a|one)[ -]hundred(?:[ -](?:and[ -])?(?:one|two|three|four|five|six|seven|eight|nine"
    r"|ten))?)"
)
_UNIT = r"(?:[- ]?(?:years?|yrs?)\b|[- ]?y\.?[ /-]?o\b|[- ]?y\b)"
_FORMS = (
    re.compile(rf"(?<![\w./-])({_OVER})(?:\.\d)?(?={_UNIT})", re.IGNORECASE),
    re.compile(rf"(?<![\w./-])({_OVER})(?= ?(?:M|F|male|female|man|woman|lady|gentleman)\b)"),
    re.compile(
        rf"\b(?:aged?|(?:died|passed|passed away|deceased|dead) at|at age|turned|turning|turns"
        rf"|lived to(?: be)?|is now|DOB.{{0,14}}\()"
        rf"[ :=]*(?:the age of |age of |of |age |is |was |~)?({_OVER})(?![\w/]|\.\d|-\d)"
        r"(?!\s*(?:%|mg|mcg|bpm|mm|lbs?|kg|degrees|beats|percent|cm|units?|on room|RA\b))",
        re.IGNORECASE,
    ),
    re.compile(rf"\b({_OVER})(?=(?:th|st|nd|rd) (?:birthday|year))"),
    re.compile(rf"\b({_WORDS})(?=[- ](?:years?|yrs?|y/?o)\b)", re.IGNORECASE),
    re.compile(rf"\b(?:aged?|turned|turning|lived to be)\s({_WORDS})\b", re.IGNORECASE),
)


def ages(passage: Passage) -> Iterator[Identifier]:
    """An age from 90 to 129 that reads as one, such as `94-year-old`, `age 92`, `91 y/o`, `95F`."""
    for pattern in _FORMS:
        for found in pattern.finditer(passage.text):
            yield Identifier(found.start(1), found.end(1), Kind.AGE)
