"""Code references inside the text of Tabular notes, parsed to ranges.

Forms in the official text: `M54.4-` (all below), `S39.012` (the code and all below),
`M00-M25`, `N18.1-N18.6`, lists of these, and drug chapters'
`T36-T50 with fifth or sixth character 5`, where the character states the intent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from catalog.codes import compact

_CODE = r"[A-Z](?:[0-9][0-9A-Z]|A[0-9])(?:\.[0-9A-Z]{1,4})?"
_REFERENCE = re.compile(rf"\b({_CODE})(?:\s?-\s?({_CODE})|-)?(?![0-9A-Za-z])")
_INTENT = re.compile(r"with fifth or sixth character ([0-9](?:\s?-\s?[0-9])?(?:(?:, | or )[0-9])*)")


class CodeRange(NamedTuple):
    """Codes from `low` to `high` and all below `high`, both without dot.

    `intents`, when not empty, keeps only codes whose intent character is among them.
    """

    low: str
    high: str
    intents: str = ""

    def covers(self, code: str) -> bool:
        """Whether the code, dotted or not, lies in the range."""
        bare = compact(code)
        if not (self.low <= bare and (bare <= self.high or bare.startswith(self.high))):
            return False
        return not self.intents or intent_character(bare) in self.intents


def intent_character(bare: str) -> str:
    """The fifth-or-sixth character that states the intent of a T36-T65 code; may be empty."""
    sixth = bare[5:6]
    return sixth if sixth and sixth != "X" else bare[4:5]


def references(text: str) -> Iterator[CodeRange]:
    """The code ranges that a note names, in the order of the text."""
    intent = _INTENT.search(text)
    intents = _digits(intent.group(1)) if intent else ""
    for match in _REFERENCE.finditer(text):
        low = compact(match.group(1))
        high = compact(match.group(2) or match.group(1))
        if high < low:
            continue
        drug = low[0] == "T" and "36" <= low[1:3] <= "65"
        yield CodeRange(low, high, intents if drug else "")


def _digits(text: str) -> str:
    spread: set[str] = set()
    for first, last in re.findall(r"([0-9])(?:\s?-\s?([0-9]))?", text):
        spread.update(str(n) for n in range(int(first), int(last or first) + 1))
    return "".join(sorted(spread))
