"""Codes that never were, apart from conditions for which no code was chosen.

A code that the catalog never held is hallucinated, whether or not a rule refused it afterwards. An
abstention is the honest counterpart: a condition read, and no code given.
"""

from __future__ import annotations

from evals.figures import Figure, total
from evals.sample import Sample


def measure(sample: Sample) -> list[Figure]:
    return [
        total(
            "codes.hallucinated",
            sample.count(lambda case: sum(not code.in_catalog for code in case.prediction.codes)),
        ),
        total("codes.abstained", sample.count(lambda case: case.prediction.abstained)),
    ]
