"""How many cases there are, and how many audits failed.

A failed audit predicts nothing: its gold codes and findings count as missed.
"""

from __future__ import annotations

from evals.figures import Figure, total
from evals.sample import Sample


def measure(sample: Sample) -> list[Figure]:
    return [
        total("cases.total", sample.count(lambda case: 1)),
        total("cases.failed", sample.count(lambda case: bool(case.prediction.error))),
    ]
