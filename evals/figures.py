"""Figures: numbers that can be worked out again for any resampling of the cases.

A figure is a function of how often each case counts. With every case counted once it gives the
value; with the counts of a bootstrap sample, or of a permutation, it gives that sample's value. So
intervals and tests need to know nothing of what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from evals.sample import Bools, Floats


class Kind(StrEnum):
    """What kind of number a figure is; decides which interval and effect size make sense."""

    SHARE = "share"
    AMOUNT = "amount"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number under its stable dotted key.

    `under` takes weights of shape (draws, cases), how often each case counts, and gives values of
    shape (draws,), NaN where there is nothing to measure. `n` is what the figure counts over, and
    `informative`, of shape (cases,), says which cases have any of it. A figure that is a sum by a
    sum also gives the numbers that are summed, `terms`, each of shape (cases,).
    """

    key: str
    under: Callable[[Floats], Floats]
    n: int
    informative: Bools
    kind: Kind = Kind.SHARE
    terms: tuple[Floats, Floats] | None = None


def ratio(key: str, above: Floats, below: Floats, kind: Kind = Kind.SHARE) -> Figure:
    """Sum over cases of `above` by that of `below`, both of shape (cases,)."""
    return Figure(
        key,
        lambda weights: divide(weights @ above, weights @ below),
        n=int(below.sum()),
        informative=below != 0,
        kind=kind,
        terms=(above, below),
    )


def total(key: str, counts: Floats) -> Figure:
    """Sum over cases of `counts`, shape (cases,)."""
    return Figure(key, lambda weights: weights @ counts, counts.size, counts != 0, Kind.TOTAL)


def agreement(prefix: str, right: Floats, predicted: Floats, gold: Floats) -> list[Figure]:
    """Micro precision, recall and F1 from counts a case, each of shape (cases,).

    Precision is unknown when nothing was predicted, recall when nothing was to be found; F1 is
    `2 right / (predicted + gold)`, so 0 when one of them alone is empty, and counts over gold.
    """
    f1 = ratio(f"{prefix}.f1", 2 * right, predicted + gold)
    return [
        ratio(f"{prefix}.precision", right, predicted),
        ratio(f"{prefix}.recall", right, gold),
        replace(f1, n=int(gold.sum())),
    ]


def evaluate(figures: Sequence[Figure], weights: Floats) -> Floats:
    """Values of the figures under weights of shape (draws, cases): (figures, draws).

    The sums of all ratios are taken in one product of matrices, which is many times faster than a
    product for each.
    """
    ratios = {place: figure.terms for place, figure in enumerate(figures) if figure.terms}
    found = np.empty((len(figures), weights.shape[0]))
    if ratios:
        above, below = (np.stack(terms) for terms in zip(*ratios.values(), strict=True))
        found[list(ratios)] = divide(above @ weights.T, below @ weights.T)
    for place, figure in enumerate(figures):
        if place not in ratios:
            found[place] = figure.under(weights)
    return found


def divide(above: Floats, below: Floats) -> Floats:
    """Quotients, NaN where the divisor is 0."""
    result = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=result, where=below != 0)
    return result
