"""Codes, macro-averaged: every code that occurs weighs the same, however rare.

The mean over codes of each code's own precision, recall and F1, over the codes that gold or
prediction hold; a quotient with nothing below it counts 0, as in scikit-learn with
`zero_division=0`. Macro F1 is the mean of F1s, not the F1 of the means.

Most codes of a set occur once, and a resample of the cases holds only some of them. The interval is
corrected for that, but stays the least trustworthy of all: prefer the micro figures for decisions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from evals.figures import Figure, divide
from evals.sample import Floats, Sample


class _Incidence(NamedTuple):
    """Which codes each case has right, predicts, and holds in gold: each (codes, cases)."""

    right: sparse.csr_array
    predicted: sparse.csr_array
    gold: sparse.csr_array


def measure(sample: Sample) -> list[Figure]:
    codes = _incidence(sample)
    either = codes.predicted + codes.gold
    return [
        _averaged("codes.macro.precision", codes.right, codes.predicted, either),
        _averaged("codes.macro.recall", codes.right, codes.gold, either),
        _averaged("codes.macro.f1", 2 * codes.right, either, either),
    ]


def _averaged(
    key: str, above: sparse.csr_array, below: sparse.csr_array, either: sparse.csr_array
) -> Figure:
    # Codes never right add nothing to the sum, only to the number of codes that occur.
    ever = above.sum(axis=1) > 0
    above, below = above[ever], below[ever]

    def under(weights: Floats) -> Floats:
        each = divide(above @ weights.T, below @ weights.T)
        occurring = np.count_nonzero(either @ weights.T, axis=0).astype(np.float64)
        return divide(np.nansum(each, axis=0), occurring)

    return Figure(key, under, n=either.shape[0], informative=either.sum(axis=0) > 0)


def _incidence(sample: Sample) -> _Incidence:
    coded = [(column, case) for column, case in enumerate(sample) if case.has_codes]
    row = {
        code: number
        for number, code in enumerate(
            sorted({code for _, case in coded for code in case.predicted | case.gold_codes})
        )
    }

    def matrix(sets: list[tuple[int, frozenset[str]]]) -> sparse.csr_array:
        cells = [(row[code], column) for column, held in sets for code in sorted(held)]
        shape = (len(row), len(sample))
        filled = sparse.coo_array(
            (np.ones(len(cells)), tuple(np.array(cells).reshape(-1, 2).T)), shape
        )
        return filled.tocsr()

    return _Incidence(
        matrix([(column, case.predicted & case.gold_codes) for column, case in coded]),
        matrix([(column, case.predicted) for column, case in coded]),
        matrix([(column, case.gold_codes) for column, case in coded]),
    )
