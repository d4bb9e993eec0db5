"""Intervals and tests over cases. A case is the cluster: its codes are not independent.

Everything is drawn by scipy from a seed, so the same run gives the same figures.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

import numpy as np
from scipy import stats

from evals.contracts import Estimate
from evals.figures import Figure, Kind
from evals.sample import Floats

#: Draws of a bootstrap.
RESAMPLES = 2_000
#: Case counts held at a time while drawing; keeps memory level on large sets.
_BATCH_CELLS = 4_000_000
CONFIDENCE = 0.95


def estimate(
    figures: Sequence[Figure], cases: int, seed: int = 0, resamples: int = RESAMPLES
) -> dict[str, Estimate]:
    """Each figure with its 95% interval, from one bootstrap over cases shared by all figures.

    The interval is the percentile interval. Totals have none: they count what happened. A share
    of exactly 0 or 1 is the same in every resample, which says nothing of the cases not seen; it
    gets the exact binomial (Clopper-Pearson) interval over the cases that could have differed.
    """
    drawn = bootstrap(figures, cases, seed, resamples)
    return {
        figure.key: _estimate(figure, cases, draws)
        for figure, draws in zip(figures, drawn, strict=True)
    }


def bootstrap(
    figures: Sequence[Figure], cases: int, seed: int = 0, resamples: int = RESAMPLES
) -> Floats:
    """Values of the figures in each resample of the cases, shape (figures, resamples).

    The sample that scipy resamples is the cases' indices, so that one draw serves all figures.
    Without two cases there is nothing to resample: shape (figures, 0).
    """
    if cases < 2 or not figures:
        return np.empty((len(figures), 0))

    def values(indices: Floats, axis: int = -1) -> Floats:
        weights = counted(indices, cases)
        return np.stack([figure.under(weights) for figure in figures])

    with warnings.catch_warnings():
        # Scipy's own interval is not used: it has no value where a single draw has none.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            (np.arange(cases),),
            values,
            vectorized=True,
            n_resamples=resamples,
            batch=max(1, min(resamples, _BATCH_CELLS // cases)),
            method="percentile",
            rng=np.random.default_rng(seed),
        )
    return np.asarray(drawn.bootstrap_distribution, dtype=np.float64)


def counted(indices: Floats, cases: int) -> Floats:
    """How often each case stands in each row of indices: (draws, any) to (draws, cases)."""
    rows = np.atleast_2d(indices).astype(np.intp)
    offsets = np.arange(rows.shape[0])[:, None] * cases
    counts = np.bincount((rows + offsets).ravel(), minlength=rows.shape[0] * cases)
    return counts.reshape(rows.shape[0], cases).astype(np.float64)


def interval(draws: Floats) -> tuple[float, float] | None:
    """The 95% percentile interval of draws, shape (draws,); draws without a value are left out."""
    known = draws[~np.isnan(draws)]
    if not known.size:
        return None
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def _estimate(figure: Figure, cases: int, draws: Floats) -> Estimate:
    value = figure.value(cases)
    if math.isnan(value):
        return Estimate(value=None, n=figure.n)
    bounds = None
    if figure.kind is Kind.SHARE and value in (0.0, 1.0) and figure.informative:
        exact = stats.binomtest(int(value) * figure.informative, figure.informative)
        found = exact.proportion_ci(CONFIDENCE, method="exact")
        bounds = float(found.low), float(found.high)
    elif figure.kind is not Kind.TOTAL:
        bounds = interval(draws)
    low, high = bounds or (None, None)
    return Estimate(value=value, low=low, high=high, n=figure.n)
