"""Ranges as they are printed: `C40-C49` takes in C4A, `D37-D44` does not take in D3A.

A range is told by the letters and figures of its ends, and for nearly all ranges that is the order
of print too. Where it is not, the range is split into what is printed between its ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from catalog.codes import compact
from catalog.tabular.notes import CodeRange
from catalog.tabular.xml import TabularEntry


class PrintedOrder:
    """The codes of one Tabular release in the order of print, and in that of their letters."""

    def __init__(self, entries: Iterable[TabularEntry]) -> None:
        self._printed = [
            compact(entry.code) for entry in entries if entry.kind not in {"chapter", "block"}
        ]
        self._place = {code: place for place, code in enumerate(self._printed)}
        self._sorted = sorted(self._printed)

    def split(self, found: CodeRange) -> Iterator[CodeRange]:
        """The range, in pieces where it must be; as it is when an end is not in the release."""
        first, last = self._place.get(found.low), self._place.get(found.high)
        if first is None or last is None or first >= last:
            yield found
            return
        while last + 1 < len(self._printed) and self._printed[last + 1].startswith(found.high):
            last += 1
        printed = self._printed[first : last + 1]
        low, high = (
            bisect_left(self._sorted, found.low),
            bisect_left(self._sorted, found.high + "~"),
        )
        if set(printed) == set(self._sorted[low:high]):
            yield found
            return
        longest = max(len(found.low), len(found.high))
        above: tuple[str, ...] = ()
        for code in printed:
            if len(code) <= longest and not code.startswith(above or ("~",)):
                above = (*above, code)
                yield CodeRange(code, code, found.only)
