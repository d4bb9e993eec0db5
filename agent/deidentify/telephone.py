"""Telephone, fax and pager numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_EXTENSION = r"(?:[ ,(]*(?:x|ext\.?|extn\.?|extension|option)[ .:#]*\d{1,6})?"
_WHOLE = re.compile(
    rf"(?<![\w.-])(?:(?:\+|00)?1[-. ]?)?(?:\(\d{{3}}\)[-. ]?"
    rf"|\d{{3}}(?: ?[-–.‑] ?|[ /]))\d{{3}}"
    rf"(?: ?[-–.‑] ?| |(?<=\)\d{{3}}))\d{{4}}{_EXTENSION}(?![\w-])",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?<!\w)(?:\+|\b00)\d{1,3}(?:[-. ]?\(?\d{1,5}\)?){2,6}(?!\w)")
#: Seven digits are also a range of values, unless no unit follows.
_LOCAL = re.compile(
    rf"(?<![\w./-])[2-9]\d{{2}}-\d{{4}}{_EXTENSION}(?![\w-])"
    r"(?!\s*(?:mg|mcg|g|ml|mL|cc|units?|IU|U|kcal|calories|steps|cells|/|%))"
)
_VANITY = re.compile(r"(?<![\w-])(?:1[- ])?8\d\d[- ](?=[\dA-Z-]*[A-Z]{3})[\dA-Z-]{7,10}(?![\w-])")
_CUE = (
    r"(?:tele(?:phone|fax)?|phone|ph|tel|cell(?:ular)?|mobile|fax|facsimile|page|pager|beeper"
    r"|call(?: back)?"
    r"|callback|contact|reached? at|text|ext(?:ension)?|hotline|voicemail)"
)
_CUED = re.compile(
    rf"\b{_CUE}\b\.?(?:\s*(?:no|number|num|nos|#|line|is|at|on|home|work|cell|\([a-z]\)))*"
    rf"\.?[\s:#=-]*(x?\(?\d[\d(). /-]{{2,18}}\d{_EXTENSION})(?![\w%])",
    re.IGNORECASE,
)
_NOT_A_NUMBER = re.compile(r"\s*(?:mg|mcg|ml|weeks?|days?|months?|hours?|years?|times|am|pm|%)\b")


def telephone(passage: Passage) -> Iterator[Identifier]:
    """Ten digits as they are grouped in print, numbers abroad, and shorter ones after a cue."""
    for pattern in (_WHOLE, _LOCAL, _VANITY):
        for found in pattern.finditer(passage.text):
            yield Identifier(found.start(), found.end(), Kind.TELEPHONE)
    for found in _ABROAD.finditer(passage.text):
        if 8 <= sum(c.isdigit() for c in found[0]) <= 15:
            yield Identifier(found.start(), found.end(), Kind.TELEPHONE)
    for found in _CUED.finditer(passage.text):
        digits = sum(c.isdigit() for c in found[1])
        if 4 <= digits <= 15 and not _NOT_A_NUMBER.match(passage.text, found.end()):
            yield Identifier(found.start(1), found.end(1), Kind.TELEPHONE)
