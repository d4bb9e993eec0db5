"""Accuracy as auditors state it: code over code and case over case, against the bar of 95%.

Definitions of code over code differ. A practice that AHIMA recommended in 2009 divides the coder's
correct codes by the reviewer's codes (ICD10monitor, "Intrigued by Coding Accuracy? Here Are Some
Approaches for Measuring"), so that a code too many costs nothing; other departments divide by the
codes assigned, so that a code missed costs nothing. Here both cost: correct codes by all codes
reviewed, which are the correct, the missed and the extra ones. It is never higher than either of
the others, which are recall and precision. Case over case is the share of cases whose codes are
all correct, none missed and none extra.
"""

from __future__ import annotations

from evals.contracts import Scores, Table
from evals.figures import Figure, ratio
from evals.sample import Sample

#: What coding departments are commonly held to.
BAR = 0.95


def measure(sample: Sample) -> list[Figure]:
    return [
        ratio(
            "accuracy.code_over_code",
            sample.count_coded(lambda case: len(case.predicted & case.gold_codes)),
            sample.count_coded(lambda case: len(case.predicted | case.gold_codes)),
        ),
        ratio(
            "accuracy.case_over_case",
            sample.count_coded(lambda case: case.predicted == case.gold_codes),
            sample.count_coded(lambda case: 1),
        ),
    ]


def tables(sample: Sample, scores: Scores) -> dict[str, Table]:
    """Each accuracy against the bar: `met` is unclear while the interval holds the bar."""
    rows: Table = []
    for name in ("code_over_code", "case_over_case"):
        found, met = scores[f"accuracy.{name}"], None
        if found.low is not None and found.high is not None:
            met = "yes" if found.low >= BAR else "no" if found.high < BAR else "unclear"
        rows.append(
            {
                "accuracy": name,
                "value": found.value,
                "low": found.low,
                "high": found.high,
                "bar": BAR,
                "met": met,
            }
        )
    return {"accuracy": rows}
