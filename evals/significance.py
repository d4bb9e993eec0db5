"""Is one run better than the other? Tests on two runs of the same cases."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from evals.figures import Figure, evaluate
from evals.sample import Floats
from evals.stats import RESAMPLES, Clusters, at_once, count_clusters, intervals

#: Draws of a permutation test: no p below 2 in 10,000 can be seen.
PERMUTATIONS = 9_999
#: Part by which the same numbers summed in another order may differ.
_SUMMED = 1e-12


class Paired:
    """Figures of two runs over the same cases.

    The figures are those of one sample: the cases of run A followed by the same cases, in the same
    order, of run B. `clusters` is of the cases of one run.
    """

    def __init__(self, figures: Sequence[Figure], clusters: Clusters) -> None:
        self._figures = figures
        self._clusters = clusters

    def values(self) -> tuple[Floats, Floats]:
        """The figures of run A and those of run B, each of shape (figures,)."""
        ones = np.ones((1, self._clusters.size))
        return self._values(ones, 0 * ones)[:, 0], self._values(0 * ones, ones)[:, 0]

    def intervals(self, seed: int = 0, resamples: int = RESAMPLES) -> Floats:
        """The 95% intervals of B less A, both runs resampled alike: (figures, 2)."""

        def apart(weights: Floats) -> Floats:
            none = np.zeros_like(weights)
            return difference(self._values(weights, none), self._values(none, weights))

        return intervals(apart, self._clusters, seed, resamples)

    def p_values(self, seed: int = 0, permutations: int = PERMUTATIONS) -> Floats:
        """Two-sided p of each difference when runs swap places in clusters: shape (figures,).

        Were the runs alike, it would not matter which of them predicted what in a cluster. With
        few clusters every swap is tried, so that p is exact. NaN without two clusters.
        """
        number = count_clusters(self._clusters)
        if number < 2:
            return np.full(len(self._figures), np.nan)
        observed = difference(*(values[:, None] for values in self.values()))[:, 0]

        def apart(first: Floats, second: Floats, axis: int = -1) -> Floats:
            # In a swapped cluster the first place holds run B, marked 1.
            swapped = np.atleast_2d(first)[:, self._clusters]
            found = difference(
                self._values(1 - swapped, swapped), self._values(swapped, 1 - swapped)
            ).T
            # A draw without anything to measure counts as one as extreme as the runs themselves.
            known = np.where(np.isnan(found), observed, found)
            return known.reshape(*first.shape[:-1], observed.size)

        tested = stats.permutation_test(
            (np.zeros(number), np.ones(number)),
            apart,
            vectorized=True,
            permutation_type="samples",
            n_resamples=permutations,
            batch=at_once(2 * self._clusters.size, permutations),
            rng=np.random.default_rng(seed),
        )
        return np.where(np.isnan(observed), np.nan, tested.pvalue)

    def _values(self, of_a: Floats, of_b: Floats) -> Floats:
        """The figures with each run's cases so weighted: (draws, cases) to (figures, draws)."""
        return evaluate(self._figures, np.concatenate([of_a, of_b], axis=-1))


def difference(first: Floats, second: Floats) -> Floats:
    """Second less first; 0 where they are the same numbers summed in another order."""
    same = np.isclose(first, second, rtol=_SUMMED, atol=_SUMMED)
    return np.where(same, 0.0, second - first)


def mcnemar(only_a: int, only_b: int) -> float:
    """The exact two-sided p of McNemar's test: decisions that only one of two runs has right.

    Were the runs alike, each such decision would be either run's with probability one half.
    """
    if only_a + only_b == 0:
        return 1.0
    return float(stats.binomtest(only_a, only_a + only_b, 0.5).pvalue)


def odds_ratio(only_a: int, only_b: int) -> float | None:
    """How many decisions B alone has right for each that A alone has; None without the latter."""
    return only_b / only_a if only_a else None


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values corrected for how many there are, in the order given.

    Holm's step-down method (A simple sequentially rejective multiple test procedure, Scandinavian
    Journal of Statistics 6, 1979): the least p times the number of tests, the next times one less,
    and so on, never less than one before it and never above 1. Scipy has no such correction.
    """
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected


def cohens_h(first: float, second: float) -> float:
    """The effect size of two shares, positive when the second is greater.

    The difference of their arcsine transforms: 0.2 is small, 0.5 medium, 0.8 large (Cohen,
    Statistical Power Analysis for the Behavioral Sciences, 1988, chapter 6).
    """
    return 2 * math.asin(math.sqrt(second)) - 2 * math.asin(math.sqrt(first))
