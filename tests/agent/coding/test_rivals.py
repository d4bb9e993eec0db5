"""How candidates stand beside each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.coding.rivals import STANDINGS, standings

_CODES = st.sampled_from(["M25.561", "M25.562", "M54.50", "I10", "R52", "R10.9", "R10.13"])


@given(st.dictionaries(_CODES, st.floats(-20, 20)))
def test_every_candidate_has_every_standing_the_most_probable_first(
    log_odds: dict[str, float],
) -> None:
    found = standings(log_odds)
    assert found.keys() == log_odds.keys()
    assert all(len(values) == len(STANDINGS) for values in found.values())
    ranked = [log_odds[code] for code in found]
    assert ranked == sorted(ranked, reverse=True)


def test_a_code_stands_behind_the_better_code_of_its_category() -> None:
    found = standings({"M25.561": 1.0, "M25.562": 0.0, "I10": 0.5})
    place = STANDINGS.index("place in the order of its category")
    assert [found[code][place] for code in ("M25.561", "M25.562", "I10")] == [0.0, 1.0, 0.0]
    best = STANDINGS.index("best other chance of its category")
    assert found["I10"][best] == 0.0
    assert found["M25.561"][best] == 0.5
