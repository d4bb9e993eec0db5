"""Proofs: do quotes stand in the chart, and do citations resolve to rules in force on the date?

Each quote and citation was checked when the run was made. `evidence.quote_validity` and
`citations.validity` must be 1.

`evidence.quote_validity` is over all quotes: the spans of predicted codes and the evidence of
findings. `citations.validity` is over the citations that proved findings rest on. A finding whose
citation is not in force on the date is not proved, and says so: `citations.in_force` counts the
citations of all findings, and is low where the releases in force were not at hand.
"""

from __future__ import annotations

from collections.abc import Callable

from agent.models import Status
from evals.contracts import PredictedFinding
from evals.figures import Figure, ratio
from evals.sample import Sample, Scored


def measure(sample: Sample) -> list[Figure]:
    spans = sample.count(lambda case: sum(len(code.spans) for code in case.prediction.codes))
    valid_spans = sample.count(
        lambda case: sum(span.valid for code in case.prediction.codes for span in code.spans)
    )
    return [
        ratio(
            "evidence.quote_validity",
            valid_spans + sample.count(_summed(lambda finding: finding.quotes_valid)),
            spans + sample.count(_summed(lambda finding: finding.quotes)),
        ),
        ratio(
            "citations.in_force",
            sample.count(_summed(lambda finding: finding.citations_valid)),
            sample.count(_summed(lambda finding: finding.citations)),
        ),
        ratio(
            "citations.validity",
            sample.count(_summed(lambda finding: finding.citations_valid, proved=True)),
            sample.count(_summed(lambda finding: finding.citations, proved=True)),
        ),
    ]


def _summed(
    of: Callable[[PredictedFinding], int], *, proved: bool = False
) -> Callable[[Scored], int]:
    """The sum over a case's findings, or over its proved ones."""
    return lambda case: sum(
        of(finding)
        for finding in case.prediction.findings
        if not proved or finding.status is Status.PROVED
    )
