"""Intervals over cases. What is drawn is a cluster: the codes of a case, and the cases made of one
note, are not independent.

Everything is drawn by scipy from a seed, so the same run gives the same figures.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evals.contracts import Estimate
from evals.figures import Figure, Kind, evaluate
from evals.sample import Floats

#: Which cluster each case belongs to, from 0: shape (cases,).
Clusters = NDArray[np.intp]

#: Draws of a bootstrap.
RESAMPLES = 2_000
CONFIDENCE = 0.95
#: Numbers held at a time while drawing; keeps memory level on large sets.
_MOST_NUMBERS = 4_000_000


def estimate(
    figures: Sequence[Figure], clusters: Clusters, seed: int = 0, resamples: int = RESAMPLES
) -> dict[str, Estimate]:
    """Each figure with its 95% interval, from one bootstrap over clusters shared by all figures.

    Totals have no interval: they count what happened. A share of exactly 0 or 1 is the same in
    every resample, which says nothing of the cases not seen; it gets the exact binomial
    (Clopper-Pearson) interval over the clusters that could have differed.
    """
    values = evaluate(figures, np.ones((1, clusters.size)))[:, 0]
    bounds = intervals(lambda weights: evaluate(figures, weights), clusters, seed, resamples)
    return {
        figure.key: _estimate(figure, float(value), clusters, bound)
        for figure, value, bound in zip(figures, values, bounds, strict=True)
    }


def intervals(
    statistic: Callable[[Floats], Floats], clusters: Clusters, seed: int, resamples: int
) -> Floats:
    """95% bootstrap intervals of a statistic of case weights, shape (figures, 2).

    The statistic takes (draws, cases) and gives (figures, draws). What scipy resamples is the
    clusters' numbers, so that one draw serves all figures.

    The interval is scipy's BCa interval, corrected for bias: a resample holds fewer of the rare
    codes than the cases do, which moves macro averages. Where it does not exist (a draw had nothing
    to measure, or all draws are alike) it is the percentile interval of the draws that have a
    value. NaN without two clusters, or without a draw that has a value.
    """
    number = count_clusters(clusters)
    if number < 2:
        return np.full((statistic(np.ones((1, clusters.size))).shape[0], 2), np.nan)

    def values(drawn: Floats, axis: int = -1) -> Floats:
        found = statistic(counted(drawn, number)[:, clusters])
        return found.reshape(-1, *drawn.shape[:-1])

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # Where BCa does not exist is seen below.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            (np.arange(number),),
            values,
            vectorized=True,
            n_resamples=resamples,
            batch=at_once(clusters.size, resamples),
            confidence_level=CONFIDENCE,
            method="BCa",
            rng=np.random.default_rng(seed),
        )
    found = np.stack(drawn.confidence_interval, axis=-1)
    for place in np.flatnonzero(np.isnan(found).any(axis=-1)):
        found[place] = _percentiles(drawn.bootstrap_distribution[place])
    return found


def _percentiles(draws: Floats) -> Floats:
    """The percentile interval of those draws that have a value, shape (2,)."""
    known = draws[~np.isnan(draws)]
    tail = (1 - CONFIDENCE) / 2
    return np.quantile(known, [tail, 1 - tail]) if known.size else np.full(2, np.nan)


def counted(drawn: Floats, number: int) -> Floats:
    """How often each of `number` clusters stands in each row: (draws, any) to (draws, number)."""
    rows = np.atleast_2d(drawn).astype(np.intp)
    offsets = np.arange(rows.shape[0])[:, None] * number
    counts = np.bincount((rows + offsets).ravel(), minlength=rows.shape[0] * number)
    return counts.reshape(rows.shape[0], number).astype(np.float64)


def at_once(cases: int, draws: int) -> int:
    """How many draws of so many cases to hold at a time."""
    return max(1, min(draws, _MOST_NUMBERS // cases))


def count_clusters(clusters: Clusters) -> int:
    """How many clusters the cases form."""
    return int(clusters.max()) + 1 if clusters.size else 0


def pair(bounds: Floats) -> tuple[float, float] | tuple[None, None]:
    """Low and high from bounds of shape (2,), as plain numbers; none where they are NaN."""
    low, high = (float(bound) for bound in bounds)
    return (None, None) if math.isnan(low) or math.isnan(high) else (low, high)


def _estimate(figure: Figure, value: float, clusters: Clusters, bounds: Floats) -> Estimate:
    if math.isnan(value):
        return Estimate(value=None, n=figure.n)
    low, high = pair(bounds)
    if figure.kind is Kind.TOTAL:
        low = high = None
    elif figure.kind is Kind.SHARE and value in (0.0, 1.0):
        low, high = _exact(value, np.unique(clusters[figure.informative]).size)
    return Estimate(value=value, low=low, high=high, n=figure.n)


def _exact(value: float, trials: int) -> tuple[float, float]:
    """The Clopper-Pearson interval of none or all of the trials."""
    found = stats.binomtest(int(value) * trials, trials).proportion_ci(CONFIDENCE, method="exact")
    return float(found.low), float(found.high)
