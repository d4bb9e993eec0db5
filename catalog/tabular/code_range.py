"""A range of codes, as notes name them. Apart from the parser, which look-ups do not need."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from catalog.codes import compact


class CodeRange(NamedTuple):
    """Codes from `low` to `high` and all below `high`, both without dot.

    `only`, when not empty, is a pattern that the code without dot must begin with; a header too
    short to show what the pattern asks for is not covered.
    """

    low: str
    high: str
    only: str = ""

    def covers(self, code: str) -> bool:
        """Whether the code, dotted or not, lies in the range, with all that is below it."""
        bare = compact(code)
        if not (self.low <= bare and (bare <= self.high or bare.startswith(self.high))):
            return False
        return not self.only or _pattern(self.only).match(bare) is not None


@lru_cache(maxsize=256)
def _pattern(only: str) -> re.Pattern[str]:
    return re.compile(only)
