"""Social Security numbers, whole, masked, or the last four digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_GROUPED = re.compile(r"(?<![\w-])\d{3}([- .])\d{2}\1\d{4}(?![\w-])")
_MASKED = re.compile(r"(?<!\w)[Xx*#]{3}-?[Xx*#]{2}-?(\d{4})(?!\w)")
_CUED = re.compile(
    r"\b(?:SSN?|SS ?#|soc(?:ial)?\.? ?sec(?:urity)?)\b\.?(?:[\s:#=,-]|no|number|num|is|last|four"
    r"|4|digits"
    r"|of|ending|in)*?((?<!\d)(?:\d{9}|\d{3}[- ]?\d{2}[- ]?\d{4}|\d{4}))(?!\d)",
    re.IGNORECASE,
)


def social_security(passage: Passage) -> Iterator[Identifier]:
    """`123-45-6789`, `xxx-xx-6789`, and nine or four digits after a cue."""
    for found in _GROUPED.finditer(passage.text):
        yield Identifier(found.start(), found.end(), Kind.SOCIAL_SECURITY)
    for found in _MASKED.finditer(passage.text):
        yield Identifier(*found.span(), Kind.SOCIAL_SECURITY)
    for found in _CUED.finditer(passage.text):
        yield Identifier(*found.span(1), Kind.SOCIAL_SECURITY)
