"""Review: does the model agree with findings that are right, and disagree with those that are not?

Over cases whose findings are on file and were reviewed (`eval run --review`). A finding is right
when it answers one of gold (see `evals.matching`); one that answers a declared finding is left out.
`review.right.agreed` and `.disagreed` are shares of the right findings that the rules made,
`review.wrong.agreed` and `.disagreed` of the wrong ones: a finding that the model cannot tell of,
or has no verdict on, is neither. `review.judged` is the share of all that have a verdict.

`review.raised.right` is the share of the findings raised by the model that answer one of gold which
the rules had missed; one that repeats what the rules had found is left out. `review.raised.found`
is the share of the missed ones that it raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from agent.models import Verdict
from evals.contracts import PredictedFinding
from evals.figures import Figure, ratio
from evals.matching import Matches, answers, match_findings
from evals.sample import Floats, Sample, Scored

#: Whatever was said, or nothing.
_ALL = (None, *Verdict)


def measure(sample: Sample) -> list[Figure]:
    raised_right = sample.count(lambda case: len(_raised(case).matched))
    raised_wrong = sample.count(lambda case: len(_raised(case).extra))
    missed = sample.count(lambda c: len(c.findings.missed) if c.prediction.reviewed else 0)
    return [
        ratio(
            "review.judged",
            _said(sample, _right, *Verdict) + _said(sample, _wrong, *Verdict),
            _said(sample, _right, *_ALL) + _said(sample, _wrong, *_ALL),
        ),
        *(
            ratio(f"review.{name}.{verb}", _said(sample, of, verdict), _said(sample, of, *_ALL))
            for name, of in (("right", _right), ("wrong", _wrong))
            for verb, verdict in (("agreed", Verdict.AGREE), ("disagreed", Verdict.DISAGREE))
        ),
        ratio("review.raised.right", raised_right, raised_right + raised_wrong),
        ratio("review.raised.found", raised_right, missed),
    ]


def _said(
    sample: Sample,
    findings: Callable[[Scored], Iterable[PredictedFinding]],
    *verdicts: Verdict | None,
) -> Floats:
    """Findings of reviewed cases with one of the verdicts."""
    return sample.count(
        lambda case: (
            sum(f.verdict in verdicts for f in findings(case)) if case.prediction.reviewed else 0
        )
    )


def _right(case: Scored) -> Iterable[PredictedFinding]:
    return (match.reported for match in case.findings.matched)


def _wrong(case: Scored) -> Iterable[PredictedFinding]:
    return case.findings.extra


def _raised(case: Scored) -> Matches:
    """What the model raised, against what the rules had missed."""
    if not (case.has_findings and case.prediction.reviewed):
        return Matches((), (), ())
    found = [match.gold for match in case.findings.matched]
    declared = [gold for gold in case.gold.findings or () if gold.declared]
    matches = match_findings([*case.findings.missed, *declared], case.prediction.raised)
    extra = (one for one in matches.extra if not any(answers(gold, one) for gold in found))
    return matches._replace(extra=tuple(extra))
