"""Retrieval ceiling: the share of gold codes among the first candidates offered for the chart.

No coder that chooses among the candidates can recall more. Candidates are those of the whole chart,
best first. A chart has several gold codes, so at 1 the ceiling is far below 1 for any system.
"""

from __future__ import annotations

from evals.figures import Figure, ratio
from evals.sample import Floats, Sample

DEPTHS = (1, 5, 10, 25, 50)


def measure(sample: Sample) -> list[Figure]:
    gold = sample.count_coded(lambda case: len(case.gold_codes))
    return [
        ratio(f"retrieval.recall_at.{depth}", _among_first(sample, depth), gold) for depth in DEPTHS
    ]


def _among_first(sample: Sample, depth: int) -> Floats:
    return sample.count_coded(
        lambda case: len(case.gold_codes.intersection(case.prediction.candidates[:depth]))
    )
