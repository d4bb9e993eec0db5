"""The order of a chart's candidates: a score learned from what speaks for codes, never from which.

`order.json` holds small decision trees over the features of `standing`, fitted by `evals.order` to
labelled charts. No feature says what code it is, or of which chapter, so that they learn how good
each kind of evidence is, and not what one set of charts is about.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agent.coding.standing import Standing

FILE = Path(__file__).parent / "order.json"
#: How much the place in the note counts, in log odds from nowhere to the head of a problem list. It
#: is set by hand: charts that the trees are fitted to may have no sections.
_PLACE = 8.0
#: What each further code of a category loses, so that one condition does not take all places.
_CROWDED = 0.2


class Tree(NamedTuple):
    """A decision tree: at node n go to `left[n]` if feature `feature[n]` is at most `threshold[n]`,
    else to `right[n]`; at a leaf, where `left[n]` is -1, the answer is `value[n]`."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def at(self, features: tuple[float, ...]) -> float:
        """The value of the leaf that the features lead to."""
        node = 0
        while self.left[node] >= 0:
            low = features[self.feature[node]] <= self.threshold[node]
            node = self.left[node] if low else self.right[node]
        return self.value[node]


class Order(NamedTuple):
    """The trees, whose values add up, and the names of the features that they were fitted to."""

    features: tuple[str, ...]
    trees: tuple[Tree, ...]

    def score(self, features: tuple[float, ...]) -> float:
        """The log odds that a human coder gave the code, up to a constant."""
        return sum(tree.at(features) for tree in self.trees)


@cache
def shipped() -> Order:
    """The order that is part of the package."""
    told = json.loads(FILE.read_text("utf-8"))
    trees = tuple(Tree(*(tuple(tree[part]) for part in Tree._fields)) for tree in told["trees"])
    return Order(tuple(told["features"]), trees)


def best_first(standings: Mapping[str, Standing]) -> list[str]:
    """The codes in order."""
    order = shipped()
    scored = [
        (order.score(standing.features) + _PLACE * standing.weight, code)
        for code, standing in standings.items()
    ]
    scored.sort(key=lambda each: (-each[0], each[1]))
    before: Counter[str] = Counter()
    spread = []
    for score, code in scored:
        spread.append((score - _CROWDED * before[code[:3]], code))
        before[code[:3]] += 1
    return [code for _, code in sorted(spread, key=lambda each: (-each[0], each[1]))]
