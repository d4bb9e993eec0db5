"""Evidence for what a mention states: its own words, or the sentence that says the rest."""

from __future__ import annotations

from collections.abc import Iterable

from agent.context import AuditContext, Mention
from agent.models import EvidenceSpan


def stating(
    context: AuditContext, mentions: Iterable[Mention], most: int = 3
) -> tuple[EvidenceSpan, ...]:
    """For each mention its words when they name its side, else its whole sentence.

    At most `most` spans, each place once, in the order given.
    """
    spans = dict.fromkeys(_stating(context, mention) for mention in mentions)
    return tuple(spans)[:most]


def sentence(context: AuditContext, mention: Mention) -> EvidenceSpan:
    """The sentence that the mention stands in."""
    start, end = mention.sentence.start, mention.sentence.end
    return EvidenceSpan(
        document_id=mention.document_id,
        start=start,
        end=end,
        quote=context.text_of(mention.document_id)[start:end],
    )


def _stating(context: AuditContext, mention: Mention) -> EvidenceSpan:
    if mention.side is None or mention.side.value in mention.text.lower():
        return mention.span()
    return sentence(context, mention)


def saying(context: AuditContext, mention: Mention) -> tuple[EvidenceSpan, ...]:
    """The mention's sentence, after the line that opens its list, if it stands in one.

    `Denies the following:` says of each entry below it what the entry alone does not.
    """
    own = sentence(context, mention)
    document = next((d for d in context.documents if d.id == mention.document_id), None)
    if document is None:
        return (own,)
    below = mention.sentence.start
    for spoken in reversed(document.sentences):
        if spoken.end > below:
            continue
        between = document.text[spoken.end : below]
        if between.count("\n") > 1 or not between.isspace():
            break
        if document.text[spoken.end - 1] == ":":
            quote = document.text[spoken.start : spoken.end]
            opening = EvidenceSpan(
                document_id=document.id, start=spoken.start, end=spoken.end, quote=quote
            )
            return (opening, own)
        below = spoken.start
    return (own,)
