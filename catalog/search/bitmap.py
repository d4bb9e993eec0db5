"""Sets of numbers as whole numbers: bit n says that n is in the set.

Python's whole numbers make a union or intersection of a hundred thousand wordings in about a
microsecond, which is what keeps common words as cheap as rare ones.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator

_SET_BYTE = re.compile(b"[^\0]")
_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


class Bitmap:
    """A set of numbers, ready for set algebra (`whole`) and for quick membership."""

    __slots__ = ("_bytes", "whole")

    def __init__(self, content: bytes) -> None:
        self._bytes = content
        self.whole = int.from_bytes(content, "little")

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bytes) and bool(self._bytes[place] >> (number & 7) & 1)


EMPTY = Bitmap(b"")


def packed(numbers: Iterable[int]) -> bytes:
    """A set as stored."""
    members = list(numbers)
    content = bytearray((max(members) >> 3) + 1 if members else 0)
    for number in members:
        content[number >> 3] |= 1 << (number & 7)
    return zlib.compress(bytes(content), 6)


def unpacked(stored: bytes) -> Bitmap:
    """A stored set. Raises zlib.error when it is damaged."""
    return Bitmap(zlib.decompress(stored))


def members(whole: int) -> Iterator[int]:
    """The numbers in a set, in rising order."""
    content = whole.to_bytes((whole.bit_length() + 7) >> 3, "little")
    for match in _SET_BYTE.finditer(content):
        base = match.start() << 3
        for bit in _BITS[content[match.start()]]:
            yield base + bit


class Sums:
    """What weighted sets weigh together in each number.

    The sums of all numbers are held as planes, one for each binary digit of a sum, and searched
    from the highest plane down, so that what is not asked for costs nothing.
    """

    def __init__(self, weighted: Iterable[tuple[int, int]]) -> None:
        self._planes: list[int] = []
        self.anywhere = 0
        for whole, weight in weighted:
            self.anywhere |= whole
            for place in range(weight.bit_length()):
                if weight >> place & 1:
                    self._carry(whole, place)

    def heaviest(self, among: int) -> Iterator[tuple[int, int]]:
        """Each sum that occurs in a set, highest first, with the numbers that have it."""
        waiting = [(among & self.anywhere, len(self._planes) - 1, 0)]
        while waiting:
            among, place, total = waiting.pop()
            if not among:
                continue
            while place >= 0:
                above = among & self._planes[place]
                if above:
                    if above != among:
                        waiting.append((among ^ above, place - 1, total))
                    among, total = above, total | 1 << place
                place -= 1
            yield total, among

    def _carry(self, whole: int, place: int) -> None:
        """Add 2**place to the sum of every number in a set."""
        planes = self._planes
        while whole:
            if place >= len(planes):
                planes.extend([0] * (place + 1 - len(planes)))
            planes[place], whole = planes[place] ^ whole, planes[place] & whole
            place += 1
