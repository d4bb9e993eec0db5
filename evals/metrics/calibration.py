"""Calibration: does a confidence of 0.8 mean right in four cases of five?

Expected calibration error over ten bins of equal width, as Guo et al. defined it (On Calibration of
Modern Neural Networks, ICML 2017): the mean over bins of the distance between mean confidence and
share of right codes, weighted by the codes in the bin. A confidence on an edge falls in the bin
above it, 1 in the last. Over the codes that the audit gave, in cases whose codes are known.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evals.contracts import PredictedCode, Scores, Table
from evals.figures import Figure, Kind, divide
from evals.sample import Floats, Sample, Scored

BINS = 10


def measure(sample: Sample) -> list[Figure]:
    given, confidence, right = _binned(sample)
    apart = confidence - right

    def under(weights: Floats) -> Floats:
        return divide(np.abs(weights @ apart).sum(axis=-1), (weights @ given).sum(axis=-1))

    informative = given.sum(axis=1) > 0
    return [Figure("calibration.ece", under, int(given.sum()), informative, Kind.AMOUNT)]


def tables(sample: Sample, scores: Scores) -> dict[str, Table]:
    """The reliability table: a row a bin, empty bins with no means."""
    given, confidence, right = (counts.sum(axis=0) for counts in _binned(sample))
    return {
        "reliability": [
            {
                "from": number / BINS,
                "to": (number + 1) / BINS,
                "codes": int(given[number]),
                "confidence": _mean(confidence[number], given[number]),
                "right": _mean(right[number], given[number]),
            }
            for number in range(BINS)
        ]
    }


def _binned(sample: Sample) -> tuple[Floats, Floats, Floats]:
    """Codes given, their confidence, and those right, summed by case and bin: (cases, BINS)."""
    return (
        _by_bin(sample, lambda case, code: 1.0),
        _by_bin(sample, lambda case, code: code.confidence),
        _by_bin(sample, lambda case, code: code.code in case.gold_codes),
    )


def _by_bin(sample: Sample, of: Callable[[Scored, PredictedCode], float]) -> Floats:
    sums = np.zeros((len(sample), BINS))
    for row, case in enumerate(sample):
        for code in case.prediction.codes if case.has_codes else ():
            if code.kept:
                sums[row, min(int(code.confidence * BINS), BINS - 1)] += of(case, code)
    return sums


def _mean(total: float, count: float) -> float | None:
    return float(total / count) if count else None
