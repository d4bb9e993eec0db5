"""What an auditor should know of the words that a finding or a proposal quotes.

A remark takes nothing away: the words stay as they are written, and the finding stays. A finding
that rests on misspelt words alone is for review, because a person should see that they are read
rightly.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.context import AuditContext, Mention
from agent.models import EvidenceSpan, Finding


def with_remarks(finding: Finding, context: AuditContext) -> Finding:
    """The finding with remarks on the words that it quotes, and for review where it must be."""
    if not context.misspelt:
        return finding
    read = [m for m in context.misspelt if _rests_on(finding, m)]
    if not read:
        return finding
    alone = [m for m in read if not _as_written(m, context)]
    reasons = ("it rests on a misspelt word",) if alone else ()
    return finding.model_copy(
        update={
            "remarks": tuple(dict.fromkeys((*finding.remarks, *of_mentions(read)))),
            "review_reasons": (*finding.review_reasons, *reasons),
        }
    )


def of_mentions(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """A remark for each mention that is not read as it is written."""
    found = (
        f'"{_on_one_line(m.text)}" is read as "{_on_one_line(m.read_as)}"'
        for m in mentions
        if m.read_as
    )
    return tuple(dict.fromkeys(found))


def _rests_on(finding: Finding, mention: Mention) -> bool:
    """Whether the finding quotes the mention, or the statement around it for one of its codes."""
    around = [span for span in finding.evidence if _holds(span, mention)]
    if not around:
        return False
    if any(span.start == mention.start and span.end == mention.end for span in around):
        return True
    codes = {finding.subject.code or "", *(c.code for c in finding.recommendation.codes)}
    return "" in codes or any(
        code[:3] == candidate[:3] for code in codes for candidate in mention.candidates
    )


def _holds(span: EvidenceSpan, mention: Mention) -> bool:
    return (
        span.document_id == mention.document_id
        and span.start <= mention.start
        and mention.end <= span.end
    )


def _as_written(mention: Mention, context: AuditContext) -> bool:
    """Whether the chart says the same elsewhere in words that are spelt as they should be."""
    return any(
        other.concept == mention.concept
        and other.assertion is mention.assertion
        and not other.read_as
        for other in context.mentions
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
