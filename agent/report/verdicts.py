"""What a model says of a finding, in words."""

from __future__ import annotations

from agent.models import Finding, Verdict
from agent.report.phrases import one_line

_VERDICTS = {
    Verdict.AGREE: "agrees",
    Verdict.DISAGREE: "disagrees",
    Verdict.CANNOT_TELL: "cannot tell",
}


def verdict_phrase(finding: Finding) -> str:
    """Who says what of the finding: `gpt-x disagrees`; empty when nobody was asked."""
    if finding.review is None:
        return ""
    return f"{one_line(finding.review.by)} {_VERDICTS[finding.review.verdict]}"
