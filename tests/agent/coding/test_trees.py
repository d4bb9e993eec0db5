"""Trees of a profile: read as they were fitted, and refused when they lead nowhere."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.coding.trees import Tree, Trees


def _tree(below: tuple[int, ...] = (1, 0, 0)) -> Tree:
    return Tree(
        feature=(1, -1, -1),
        at_most=(2.5, 0.0, 0.0),
        below=below,
        above=(2, 0, 0),
        value=(0.0, -1.0, 3.0),
    )


@pytest.mark.parametrize(("value", "total"), [(2.5, -1.0), (2.6, 3.0)])
def test_a_branch_goes_below_for_what_is_at_most_its_limit(value: float, total: float) -> None:
    assert Trees(start=0.5, trees=(_tree(), _tree())).log_odds((0.0, value)) == 0.5 + 2 * total


def test_trees_say_how_many_features_they_ask_for() -> None:
    assert Trees(start=0.0, trees=(_tree(),)).asks_for() == 2
    assert Trees(start=0.0, trees=()).asks_for() == 0


@pytest.mark.parametrize("below", [(0, 0, 0), (3, 0, 0), (1, 0)])
def test_a_tree_that_leads_back_or_out_is_refused(below: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError):
        _tree(below)
