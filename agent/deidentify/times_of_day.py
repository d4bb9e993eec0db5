"""Times of day beside a date: with the day replaced, the minute would still tell which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_HALF = r"(?: ?[AaPp]\.?[Mm]\b\.?| ?(?:hrs?|hours|Z|[ECMP][SD]T)\b)?"
_CLOCK = rf"(?:[01]?\d|2[0-3]):?[0-5]\d(?::[0-5]\d(?:\.\d+)?)?{_HALF}|\d{{1,2}} ?[AaPp][Mm]\b"
_BEHIND = re.compile(rf"(?:T|,? (?:at |@ ?|- )?|/|@)(?P<t>{_CLOCK})(?![\w/%]|[.:]\d)")
_BEFORE = re.compile(rf"(?<![\w/.:])(?P<t>{_CLOCK})(?:,? (?:on |of )?)$")
_LONGEST = 20


def times_of_day(passage: Passage, known: Iterable[Identifier]) -> Iterator[Identifier]:
    """`14:32`, `0741`, `2:15 pm` before or behind a date that was found."""
    text = passage.text
    for one in known:
        if one.kind is not Kind.DATE:
            continue
        behind = _BEHIND.match(text, one.end)
        if behind:
            yield Identifier(behind.start(), behind.end("t"), Kind.DATE)
        start = max(0, one.start - _LONGEST)
        before = _BEFORE.search(text[start : one.start])
        if before and ":" in before["t"]:
            yield Identifier(start + before.start("t"), start + before.end("t"), Kind.DATE)
