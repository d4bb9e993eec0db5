"""Intervals by the bootstrap over clusters, held against scipy's own and against closed forms."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy import stats

from evals.figures import Kind, agreement, ratio
from evals.stats import RESAMPLES, counted, estimate

_CHANCE = np.random.default_rng(5)
_GOLD = _CHANCE.integers(1, 9, 60).astype(float)
_RIGHT = _CHANCE.binomial(_GOLD.astype(int), 0.6).astype(float)
_EACH = np.arange(60)


def test_the_interval_is_that_of_scipys_paired_bootstrap() -> None:
    found = estimate([ratio("recall", _RIGHT, _GOLD)], _EACH, seed=3)["recall"]
    direct = stats.bootstrap(
        (_RIGHT, _GOLD),
        lambda right, gold, axis: right.sum(axis=axis) / gold.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        method="BCa",
        rng=np.random.default_rng(3),
    ).confidence_interval
    assert (found.low, found.high) == pytest.approx((direct.low, direct.high))


def test_the_same_seed_gives_the_same_interval() -> None:
    figure = ratio("recall", _RIGHT, _GOLD)
    assert estimate([figure], _EACH, seed=1) == estimate([figure], _EACH, seed=1)


def test_cases_of_one_note_are_drawn_together() -> None:
    figure = ratio("recall", _RIGHT, _GOLD)
    repeated = ratio("recall", np.repeat(_RIGHT, 4), np.repeat(_GOLD, 4))
    alone = estimate([figure], _EACH)["recall"]
    clustered = estimate([repeated], np.repeat(_EACH, 4))["recall"]
    unclustered = estimate([repeated], np.arange(240))["recall"]
    assert (clustered.low, clustered.high) == (alone.low, alone.high)
    assert (unclustered.high or 0) - (unclustered.low or 0) < (alone.high or 0) - (alone.low or 0)


def test_counts_say_how_often_each_was_drawn() -> None:
    drawn = np.array([[0, 0, 2], [1, 1, 1]])
    assert counted(drawn, 3).tolist() == [[2, 0, 1], [0, 3, 0]]


def test_a_single_case_has_a_value_and_no_interval() -> None:
    found = estimate([ratio("recall", np.array([1.0]), np.array([2.0]))], np.array([0]))["recall"]
    assert (found.value, found.low, found.high) == (0.5, None, None)


def test_draws_without_anything_to_measure_are_left_out() -> None:
    gold = np.array([2.0, 0.0, 0.0])
    found = estimate([ratio("recall", gold / 2, gold, Kind.AMOUNT)], np.arange(3))["recall"]
    assert (found.value, found.low, found.high) == (0.5, 0.5, 0.5)


def test_a_share_of_none_or_all_has_the_exact_binomial_interval() -> None:
    ones = np.ones(30)
    found = estimate([ratio("none", 0 * ones, ones)], np.arange(30))["none"]
    assert (found.low, found.high) == pytest.approx((0.0, 1 - 0.025 ** (1 / 30)))


def test_intervals_cover_the_truth_where_those_that_ignore_cases_do_not() -> None:
    # Half of the cases are easy, half hard; a case has ten codes, all coded equally well.
    chance, truth, trials = np.random.default_rng(8), 0.6, 200
    gold = np.full(40, 10.0)
    covered = naive = 0
    for seed in range(trials):
        right = chance.binomial(10, chance.choice([0.3, 0.9], 40)).astype(float)
        found = estimate([ratio("recall", right, gold)], np.arange(40), seed, resamples=400)
        covered += (found["recall"].low or 0) <= truth <= (found["recall"].high or 0)
        alone = stats.binomtest(int(right.sum()), 400).proportion_ci(method="wilson")
        naive += alone.low <= truth <= alone.high
    assert covered / trials > 0.9
    assert naive / trials < 0.8


def test_many_figures_of_many_cases_are_drawn_in_time() -> None:
    counts = np.random.default_rng(1).integers(0, 9, (3, 250)).astype(float)
    figures = [part for n in range(20) for part in agreement(f"{n}", *counts)]
    started = time.process_time()
    assert len(estimate(figures, np.arange(250))) == 60
    assert time.process_time() - started < 2
