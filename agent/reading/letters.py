"""A pattern looked for in a whole note, by the letters that it begins with.

A text is searched for plain letters many times as fast as for a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def stands_in(pattern: re.Pattern[str], beginnings: Iterable[str], text: str) -> bool:
    """Whether the pattern matches anywhere in the text.

    `beginnings` are letters in lower case; every match begins with some of them, in any case.
    """
    low = text.lower()
    if len(low) != len(text):  # A letter such as a dotted capital I became two.
        return pattern.search(text) is not None
    return any(pattern.match(text, at) for letters in beginnings for at in _places(letters, low))


def _places(letters: str, text: str) -> Iterator[int]:
    at = text.find(letters)
    while at >= 0:
        yield at
        at = text.find(letters, at + 1)
