"""What a model's choice of code is worth as proof: nothing, unless the reading bears it out.

A quote that stands in the chart says that the words are there, not that they mean the code. A
finding that a model's proposals brought about is proved only where the deterministic reading gives
the same words the same code.
"""

from __future__ import annotations

from agent.context import AuditContext, Mention, Proposal
from agent.models import Finding

REASON = "the model alone reads the quoted words as the code"


def doubted(finding: Finding, context: AuditContext) -> Finding:
    """The finding, with a reason for review where it rests on the model's word alone.

    Unchanged when the proposals are not a model's.
    """
    if context.unaided is None:
        return finding
    named = {recommended.code for recommended in finding.recommendation.codes}
    if finding.subject.kind == "encounter" and finding.subject.code:
        named.add(finding.subject.code)
    doubtful = any(_rests_on(finding, named, proposal, context) for proposal in context.proposals)
    reasons = (*finding.review_reasons, REASON) if doubtful else finding.review_reasons
    return finding.model_copy(update={"source": "model", "review_reasons": reasons})


def _rests_on(finding: Finding, named: set[str], proposal: Proposal, context: AuditContext) -> bool:
    """Whether the finding names the proposal's code, or quotes its words, without support."""
    quoted = set(finding.evidence)
    borne = {m for m in proposal.mentions if borne_out(m, proposal.code, context)}
    if proposal.code in named and not borne:
        return True
    return any(m.span() in quoted for m in proposal.mentions if m not in borne)


def borne_out(mention: Mention, code: str, context: AuditContext) -> bool:
    """Whether words that a model gave a code have it by the deterministic reading too.

    The offline coder proposes the code for them; or it proposes none for them, the reader asserts
    them as the model does, and the code is the best that the catalog offers for them.
    """
    proposed = {
        proposal.code
        for proposal in context.unaided or ()
        if any(_same_words(mention, read) for read in proposal.mentions)
    }
    if proposed:
        return code in proposed
    return any(
        read.assertion is mention.assertion
        and read.candidates[:1] == (code,)
        and _same_words(mention, read)
        for read in context.mentions
    )


def _same_words(mention: Mention, read: Mention) -> bool:
    """Whether the mention holds at least half of the words that were read."""
    shared = min(mention.end, read.end) - max(mention.start, read.start)
    return mention.document_id == read.document_id and 2 * shared >= read.end - read.start
