"""Tests on paired runs, held against hand-computed values and against scipy on plain data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evals.figures import Kind, ratio
from evals.significance import Paired, cohens_h, holm, mcnemar, odds_ratio


def _paired(a: list[float], b: list[float], clusters: list[int] | None = None) -> Paired:
    """The mean of a number a case, in two runs."""
    mean = ratio("mean", np.array([*a, *b]), np.ones(len(a) + len(b)), Kind.AMOUNT)
    return Paired([mean], np.array(clusters or range(len(a))))


def test_holm_corrects_as_counted_by_hand() -> None:
    # 0.01 x 4; 0.02 x 3; 0.03 x 2 is less than 0.06 before it; 0.04 x 1 likewise.
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9, 0.01]) == pytest.approx([1.0, 1.0, 0.03])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_never_lowers_a_p_nor_changes_their_order(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(p <= new <= 1 for p, new in zip(p_values, corrected, strict=True))
    by_old = [new for _, new in sorted(zip(p_values, corrected, strict=True))]
    assert by_old == sorted(by_old)


@pytest.mark.parametrize(
    ("only_a", "only_b", "p"),
    [(0, 0, 1.0), (5, 5, 1.0), (0, 6, 2 / 64), (1, 7, 2 * 9 / 256), (10, 0, 2 / 1024)],
)
def test_mcnemar_is_exact(only_a: int, only_b: int, p: float) -> None:
    assert mcnemar(only_a, only_b) == pytest.approx(p)


def test_the_odds_ratio_is_unknown_without_decisions_that_a_alone_has_right() -> None:
    assert odds_ratio(4, 2) == 0.5
    assert odds_ratio(0, 3) is None


def test_cohens_h_is_the_difference_of_arcsines() -> None:
    assert cohens_h(0.0, 1.0) == pytest.approx(math.pi)
    assert cohens_h(0.25, 0.5) == pytest.approx(math.pi / 2 - math.pi / 3)
    assert cohens_h(0.5, 0.25) == -cohens_h(0.25, 0.5)


def test_p_of_few_cases_is_that_of_all_swaps() -> None:
    # B is better in all of six cases: of 64 swaps, one is as extreme on either side.
    assert _paired([0.0] * 6, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).p_values() == pytest.approx([2 / 64])


def test_p_of_many_cases_is_near_that_of_scipy_on_the_differences() -> None:
    chance = np.random.default_rng(2)
    a = chance.normal(0.0, 1.0, 60)
    b = a + chance.normal(0.25, 1.0, 60)
    direct = stats.permutation_test(
        (b - a,), np.mean, permutation_type="samples", n_resamples=9_999, rng=3
    )
    (ours,) = _paired(a.tolist(), b.tolist()).p_values()
    assert ours == pytest.approx(direct.pvalue, abs=0.02)


def test_cases_of_one_note_swap_together() -> None:
    # Three notes of two cases each: 8 swaps, of which one is as extreme on either side.
    paired = _paired([0.0] * 6, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], clusters=[0, 0, 1, 1, 2, 2])
    assert paired.p_values() == pytest.approx([2 / 8])


def test_the_interval_of_a_difference_resamples_both_runs_alike() -> None:
    chance = np.random.default_rng(4)
    a = chance.normal(0.0, 50.0, 40)
    ((low, high),) = _paired(a.tolist(), (a + 1.0).tolist()).intervals()
    assert (low, high) == pytest.approx((1.0, 1.0))


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1e3), min_size=2, max_size=6))
def test_a_run_does_not_differ_from_itself(values: list[float]) -> None:
    paired = _paired(values, values)
    assert paired.p_values().tolist() == [1.0]
    assert paired.intervals(resamples=50).tolist() == [[0.0, 0.0]]


def test_a_single_case_cannot_be_tested() -> None:
    paired = _paired([1.0], [2.0])
    assert math.isnan(paired.p_values()[0])
    assert np.isnan(paired.intervals()).all()
