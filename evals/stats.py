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

    The interval is the percentile interval. Totals have none: they count what happened. A share
    of exactly 0 or 1 is the same in every resample, which says nothing of the cases not seen; it
    gets the exact binomial (Clopper-Pearson) interval over the clusters that could have differed.
    """
    values = evaluate(figures, np.ones((1, clusters.size)))[:, 0]
    drawn = bootstrap(figures, clusters, seed, resamples)
    return {
        figure.key: _estimate(figure, float(value), clusters, draws)
        for figure, value, draws in zip(figures, values, drawn, strict=True)
    }


def bootstrap(
    figures: Sequence[Figure], clusters: Clusters, seed: int = 0, resamples: int = RESAMPLES
) -> Floats:
    """Values of the figures in each resample of the clusters, shape (figures, resamples).

    Without two clusters there is nothing to resample: shape (figures, 0).
    """
    if count_clusters(clusters) < 2 or not figures:
        return np.empty((len(figures), 0))
    return resampled(lambda weights: evaluate(figures, weights), clusters, seed, resamples)


def resampled(
    statistic: Callable[[Floats], Floats], clusters: Clusters, seed: int, resamples: int
) -> Floats:
    """A statistic of case weights in each resample of two clusters or more.

    The statistic takes (draws, cases) and gives (figures, draws). What scipy resamples is the
    clusters' numbers, so that one draw serves all figures.
    """
    number = count_clusters(clusters)

    def values(drawn: Floats, axis: int = -1) -> Floats:
        return statistic(counted(drawn, number)[:, clusters])

    with warnings.catch_warnings():
        # Scipy's own interval is not used: it has no value where a single draw has none.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            (np.arange(number),),
            values,
            vectorized=True,
            n_resamples=resamples,
            batch=max(1, min(resamples, _MOST_NUMBERS // clusters.size)),
            method="percentile",
            rng=np.random.default_rng(seed),
        )
    return np.asarray(drawn.bootstrap_distribution, dtype=np.float64)


def counted(drawn: Floats, number: int) -> Floats:
    """How often each of `number` clusters stands in each row: (draws, any) to (draws, number)."""
    rows = np.atleast_2d(drawn).astype(np.intp)
    offsets = np.arange(rows.shape[0])[:, None] * number
    counts = np.bincount((rows + offsets).ravel(), minlength=rows.shape[0] * number)
    return counts.reshape(rows.shape[0], number).astype(np.float64)


def count_clusters(clusters: Clusters) -> int:
    """How many clusters the cases form."""
    return int(clusters.max()) + 1 if clusters.size else 0


def interval(draws: Floats) -> tuple[float, float] | None:
    """The 95% percentile interval of draws, shape (draws,); draws without a value are left out."""
    known = draws[~np.isnan(draws)]
    if not known.size:
        return None
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def _estimate(figure: Figure, value: float, clusters: Clusters, draws: Floats) -> Estimate:
    if math.isnan(value):
        return Estimate(value=None, n=figure.n)
    bounds = None
    if figure.kind is Kind.SHARE and value in (0.0, 1.0):
        bounds = _exact(value, np.unique(clusters[figure.informative]).size)
    elif figure.kind is not Kind.TOTAL:
        bounds = interval(draws)
    low, high = bounds or (None, None)
    return Estimate(value=value, low=low, high=high, n=figure.n)


def _exact(value: float, trials: int) -> tuple[float, float]:
    """The Clopper-Pearson interval of none or all of the trials."""
    found = stats.binomtest(int(value) * trials, trials).proportion_ci(CONFIDENCE, method="exact")
    return float(found.low), float(found.high)
