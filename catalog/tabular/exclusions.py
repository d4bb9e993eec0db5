"""Which codes the Excludes notes of one kind keep apart, as operations on sets.

Each code range that such a note names has a number. A code carries the numbers of its own and
inherited notes; it is named by those whose range covers it. Two codes are kept apart when one
carries a number by which the other, and not itself, is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from catalog.codes import compact
from catalog.entries import Reference


class Sides(NamedTuple):
    """The numbers that a code carries, without those that name itself, and those that name it."""

    carried: frozenset[int]
    named: frozenset[int]


class Exclusions:
    """The Excludes notes of one kind of a Tabular release, read once."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._references = tuple(references)
        self._of_owner: dict[str, list[int]] = {}
        self._single: dict[str, list[int]] = {}
        self._ranges: dict[str, list[int]] = {}
        for number, (note, found) in enumerate(self._references):
            self._of_owner.setdefault(note.owner, []).append(number)
            if found.low == found.high:
                self._single.setdefault(found.low, []).append(number)
                continue
            for letter in range(ord(found.low[0]), ord(found.high[0]) + 1):
                self._ranges.setdefault(chr(letter), []).append(number)

    def reference(self, number: int) -> Reference:
        """The note, and the range in it, of a number."""
        return self._references[number]

    def sides(self, code: str, line: Sequence[str]) -> Sides:
        """What a code carries and is named by; `line` is the code and all above it."""
        named = frozenset(self._naming(compact(code)))
        carried = frozenset(n for owner in line for n in self._of_owner.get(owner, ()))
        return Sides(carried - named, named)

    def nearest(self, numbers: frozenset[int], line: Sequence[str]) -> Reference:
        """Of several numbers that a code carries the one nearest to it, first in print."""
        return next(
            self._references[number]
            for owner in line
            for number in self._of_owner.get(owner, ())
            if number in numbers
        )

    def _naming(self, bare: str) -> Iterable[int]:
        for length in range(3, len(bare) + 1):
            for number in self._single.get(bare[:length], ()):
                if not (only := self._references[number].range).only or only.covers(bare):
                    yield number
        for number in self._ranges.get(bare[:1], ()):
            if self._references[number].range.covers(bare):
                yield number


def apart(sides: Sequence[Sides]) -> list[tuple[int, int]]:
    """The pairs that are kept apart, as places in the sequence, in its order.

    All codes are compared at once; pairs are looked at only where something was found.
    """
    anywhere = frozenset().union(*(side.named for side in sides))
    suspect = [not side.carried.isdisjoint(anywhere) for side in sides]
    if not any(suspect):
        return []
    return [
        (one, other)
        for one, first in enumerate(sides)
        for other, second in enumerate(sides[one + 1 :], one + 1)
        if (suspect[one] and not first.carried.isdisjoint(second.named))
        or (suspect[other] and not second.carried.isdisjoint(first.named))
    ]
