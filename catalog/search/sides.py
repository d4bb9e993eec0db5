"""Which wordings are for the side that words name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.search.compiled import SearchFile

SIDES = ("right", "left", "bilateral")


class Sided:
    """Wordings by the sides that some words name, if any."""

    def __init__(self, file: SearchFile, said: Iterable[str]) -> None:
        """`said` are the tokens of the words."""
        self.held = {side: t.core for side in SIDES if (t := file.token(side))}
        sides = set(said) & self.held.keys()
        self._named = [self.held[side] for side in sorted(sides)]
        barring = bool(sides) and "bilateral" not in sides
        self._others = [held for side, held in self.held.items() if barring and side not in sides]

    @property
    def barred(self) -> int:
        """The set of wordings that name a side, but none of those that the words name."""
        named = other = 0
        for held in self._named:
            named |= held.whole
        for held in self._others:
            other |= held.whole
        return other & ~named

    def of_another(self, number: int) -> bool:
        """Whether a wording names a side, but none of those that the words name."""
        return any(number in held for held in self._others) and not any(
            number in held for held in self._named
        )

    def chosen(self, numbers: Sequence[int]) -> list[int]:
        """Of wordings that differ in the side alone, those for the side that the words name.

        Where the words name none, or no wording says it, those that name no side; without these
        all that name no other.
        """
        fitting = [number for number in numbers if not self.of_another(number)]
        named = [n for n in fitting if any(n in held for held in self._named)]
        unsided = [n for n in fitting if not any(n in held for held in self.held.values())]
        return named or unsided or fitting
