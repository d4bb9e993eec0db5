"""Boosted decision trees as numbers in a file: fitted elsewhere, read and summed here.

A sum of a hundred small trees costs about a hundred microseconds, with no library.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

from pydantic import model_validator

from agent.models import Strict

#: A leaf is its value; a branch the feature, what it may be at most to go below, below, and above.
_Node: TypeAlias = "float | tuple[int, float, _Node, _Node]"

_LEAF = -1


class Tree(Strict):
    """One tree, its nodes in order from the root: for each the feature that it asks for.

    A leaf asks for none (-1) and has a value; a branch leads to the nodes `below` or `above`, which
    stand after it.
    """

    feature: tuple[int, ...]
    at_most: tuple[float, ...]
    below: tuple[int, ...]
    above: tuple[int, ...]
    value: tuple[float, ...]

    @model_validator(mode="after")
    def _leads_to_leaves(self) -> Tree:
        size = len(self.feature)
        if not size or {size} != {
            len(x) for x in (self.at_most, self.below, self.above, self.value)
        }:
            raise ValueError("every node needs all its parts")
        for node, feature in enumerate(self.feature):
            after = (self.below[node], self.above[node])
            if feature < _LEAF or (feature > _LEAF and not all(node < n < size for n in after)):
                raise ValueError("a branch must lead to nodes after it")
        return self

    def root(self) -> _Node:
        """The tree as nested branches."""
        nodes: list[_Node] = list(self.value)
        for place in reversed(range(len(nodes))):
            if self.feature[place] > _LEAF:
                below, above = nodes[self.below[place]], nodes[self.above[place]]
                nodes[place] = (self.feature[place], self.at_most[place], below, above)
        return nodes[0]


class Trees(Strict):
    """Trees whose values add up to log-odds."""

    start: float
    trees: tuple[Tree, ...]

    @cached_property
    def _roots(self) -> tuple[_Node, ...]:
        return tuple(tree.root() for tree in self.trees)

    def asks_for(self) -> int:
        """How many features there must be."""
        return 1 + max((max(tree.feature) for tree in self.trees), default=_LEAF)

    def log_odds(self, values: Sequence[float]) -> float:
        """The sum for one candidate's features."""
        total = self.start
        for node in self._roots:
            while isinstance(node, tuple):
                feature, at_most, below, above = node
                node = below if values[feature] <= at_most else above
            total += node
        return total
