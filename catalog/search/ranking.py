"""How well wordings fit a query."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from itertools import islice
from typing import NamedTuple

from catalog.search.bitmap import Sums, members
from catalog.search.compiled import SearchFile
from catalog.search.query import Query
from catalog.search.sides import Sided
from catalog.terms import OTHER

#: What words count that the wording says and the query does not, as a part of all that it says.
_UNSAID = 0.3
#: Added to what a wording says, so that short ones with a word too many are not put last.
_SHORT = 4
#: By how the wording came from what is printed; see catalog.terms. Residual ones come last.
_RANK_COST = (0.0, 0.0, 0.005, 0.02, 0.1)
#: Only nonessential modifiers are said, not the term itself: `heart attack` names no angina.
_UNNAMED = 0.5
#: Of the wordings that hold the same words, how many of the plainest are compared at least.
_COMPARED = 60


class Fit(NamedTuple):
    """How well a wording fits: 1 when it and the query say the same."""

    score: float
    number: int


class Closest(NamedTuple):
    """Titles that say more of the query than a wording does; `held` is by how much more of it."""

    numbers: list[int]
    held: float
    both_sides: bool


class Ranking:
    """Wordings ranked by how well they fit one query.

    A wording fits the better the more of the query it says, by weight, and the less it says
    besides; one that names another side than the query does not fit.
    """

    def __init__(self, file: SearchFile, query: Query) -> None:
        self._file = file
        self._tokens = query.tokens
        weighted = [(t.core.whole | t.optional.whole, t.weight) for _, t in query.tokens]
        self._sums = Sums(weighted)
        self._all_weight = sum(weight for _, weight in weighted)
        self._optional = [(t.optional, t.weight) for _, t in query.tokens if t.optional.whole]
        self.sides = Sided(file, (name for name, _ in query.tokens))
        self._fitting = self._sums.anywhere & ~self.sides.barred

    def best(self, most: int, within: int | None = None) -> list[Fit]:
        """The wordings that fit best, best first; only those in the set `within`, if given."""
        fits: list[Fit] = []
        among = self._fitting if within is None else self._fitting & within
        for total, whole in self._sums.heaviest(among):
            held = total / self._all_weight
            if len(fits) >= most and nlargest(most, fits)[-1].score >= held:
                break
            plainest = islice(members(whole), max(most, _COMPARED))
            fits.extend(self._fit(number, total) for number in plainest)
        fits.sort(key=lambda fit: (-fit.score, fit.number))
        return fits[:most]

    def closest(self, number: int, titles: Sequence[int], most: int) -> Closest:
        """Of some titles, those that say most of what a wording leaves unsaid of the query.

        The words are taken in turn, the heaviest first; of titles that say the same, the one that
        says least comes first. Both sides stand for `bilateral` where no title says it.
        """
        added, both = 0, False
        left = [title for title in titles if not self.sides.of_another(title)]
        for name, token in self._tokens:
            if number in token.core or number in token.optional:
                continue
            saying = [title for title in left if title in token.core]
            if not saying and name == "bilateral":
                sides = [held for side, held in self.sides.held.items() if side != name]
                saying = [title for title in left if any(title in held for held in sides)]
                both = bool(saying)
            if saying:
                left, added = saying, added + token.weight
        held = added / self._all_weight if added else 0.0
        return Closest(sorted(left, key=self._is_residual)[:most], held, both)

    def _is_residual(self, number: int) -> bool:
        """Whether a title names what has no code of its own (`Other ...`)."""
        return self._file.rank[number] == OTHER

    def _fit(self, number: int, total: int) -> Fit:
        file = self._file
        core = total - sum(weight for may, weight in self._optional if number in may)
        unsaid = file.said[number] - core
        unsaid_cost = _UNSAID * unsaid / (unsaid + core + _SHORT)
        score = total / self._all_weight - unsaid_cost - _RANK_COST[file.rank[number]]
        if not core:
            score -= _UNNAMED
        return Fit(score, number)
