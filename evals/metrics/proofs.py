"""Proofs: do quotes stand in the chart, and do citations resolve to rules in force on the date?

Quotes are the spans of predicted codes and the evidence of findings; each was checked when the run
was made. The figures over all findings include those that the audit itself marked `needs_review`
because a proof failed; the figures over proved findings must be 1.
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
            "evidence.quote_validity_of_proved",
            sample.count(_summed(lambda finding: finding.quotes_valid, proved=True)),
            sample.count(_summed(lambda finding: finding.quotes, proved=True)),
        ),
        ratio(
            "citations.validity",
            sample.count(_summed(lambda finding: finding.citations_valid)),
            sample.count(_summed(lambda finding: finding.citations)),
        ),
        ratio(
            "citations.validity_of_proved",
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
