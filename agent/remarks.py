"""What an auditor should know of the words that a finding or a proposal quotes.

A remark takes nothing away: the words stay as they are written, and the finding stays. A finding
that rests on misspelt words alone is for review, because a person should see that they are read
rightly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agent.context import AuditContext, Copied, CopyKind, Mention
from agent.models import EvidenceSpan, Finding

_LONGEST_QUOTE = 40


def with_remarks(finding: Finding, context: AuditContext) -> Finding:
    """The finding with remarks on the words that it quotes, and for review where it must be."""
    if not (context.misspelt or context.copies):
        return finding
    read = [m for m in context.misspelt if _rests_on(finding, m)]
    alone = [m for m in read if not _as_written(m, context)]
    remarks = dict.fromkeys((*_readings(read), *_copied(finding.evidence, context)))
    if not remarks:
        return finding
    reasons = ("it rests on a misspelt word",) if alone else ()
    return finding.model_copy(
        update={
            "remarks": (*finding.remarks, *remarks),
            "review_reasons": (*finding.review_reasons, *reasons),
        }
    )


def of_proposal(mentions: Iterable[Mention], context: AuditContext) -> tuple[str, ...]:
    """Remarks on the mentions that a code is proposed from."""
    mentions = tuple(mentions)
    spans = [m.span() for m in mentions]
    return tuple(dict.fromkeys((*_readings(mentions), *_copied(spans, context))))


def why_copied(copied: Copied) -> str:
    """Why a statement is taken to be copied, in a sentence.

    >>> why_copied(Copied(0, 9, CopyKind.WITHIN, "line 4"))
    'the same words also stand on line 4 of the note: copied text?'
    """
    if copied.kind is CopyKind.EARLIER:
        source = f"{_on_one_line(copied.source)} of {copied.day}"
        return f"the same words also stand in {source}: copied text?"
    if copied.kind is CopyKind.WITHIN:
        return f"the same words also stand on {copied.source} of the note: copied text?"
    if copied.kind is CopyKind.SIGNED:
        return f"these words stand above a signature of {copied.day}: an earlier note?"
    return f'the note says of these words "{_on_one_line(copied.source)}"'


def _readings(mentions: Iterable[Mention]) -> Iterator[str]:
    """A remark for each mention that is not read as it is written."""
    for mention in mentions:
        if mention.read_as:
            yield f'"{_on_one_line(mention.text)}" is read as "{_on_one_line(mention.read_as)}"'


def _copied(spans: Iterable[EvidenceSpan], context: AuditContext) -> Iterator[str]:
    """A remark for each reason to take quoted words for copied text."""
    if not context.copies:
        return
    for span in spans:
        document = next((d for d in context.documents if d.id == span.document_id), None)
        for copied in document.copies if document else ():
            if copied.start < span.end and span.start < copied.end:
                quote = shortened(_on_one_line(span.quote))
                yield f'"{quote}": {why_copied(copied)}'


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


def shortened(quote: str) -> str:
    """The quote, cut where it is longer than a remark needs to point at it."""
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE]}..."


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
