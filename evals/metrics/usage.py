"""What the run took: seconds a case (median and 95th percentile), tokens, calls, money.

A percentile is the least time that so many per cent of the cases did not exceed. Failed audits
count: their time and money were spent.
"""

from __future__ import annotations

import numpy as np

from evals.figures import Figure, Kind, total
from evals.sample import Floats, Sample


def measure(sample: Sample) -> list[Figure]:
    return [
        _percentile(sample, "usage.seconds.p50", 50),
        _percentile(sample, "usage.seconds.p95", 95),
        total("usage.calls", sample.count(lambda case: case.prediction.usage.calls)),
        total(
            "usage.tokens",
            sample.count(
                lambda case: (
                    case.prediction.usage.prompt_tokens + case.prediction.usage.completion_tokens
                )
            ),
        ),
        total("usage.cost_usd", sample.count(lambda case: case.prediction.usage.cost_usd)),
    ]


def _percentile(sample: Sample, key: str, per_cent: int) -> Figure:
    seconds = sample.count(lambda case: case.prediction.usage.seconds)
    order = np.argsort(seconds, kind="stable")

    def under(weights: Floats) -> Floats:
        if not seconds.size:
            return np.full(weights.shape[0], np.nan)
        so_far = np.cumsum(weights[:, order], axis=-1)
        enough = so_far * 100 >= so_far[:, -1:] * per_cent
        found: Floats = seconds[order][enough.argmax(axis=-1)]
        return found

    return Figure(key, under, seconds.size, np.ones(seconds.size, dtype=np.bool_), Kind.AMOUNT)
