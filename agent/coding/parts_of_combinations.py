"""What the words for a combination code name too, and a note at the code asks for.

`Type 2 diabetes with CKD 3b` is one condition to the reader, E11.22, whose note asks for the stage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.context import AuditContext, Mention, Proposal, Side
from catalog import CatalogView
from catalog.combinations import Part, parts

_PLACES = {Side.RIGHT: 0, Side.LEFT: 1}
_NO_SIDE = 2
_SIDE = re.compile(r"\b(?:right|left)\b", re.IGNORECASE)
_ASKING = ("useAdditionalCode", "codeFirst", "codeAlso")


def with_parts(proposals: Sequence[Proposal], context: AuditContext) -> tuple[Proposal, ...]:
    """The proposals, and the codes that their own words call for beside them, as a note asks."""
    found = list(proposals)
    for proposal in proposals:
        for part in parts():
            if proposal.code.startswith(part.of) and not _there(part, found):
                mention = _naming(proposal)
                code = _code(part, mention, context)
                if context.catalog.is_billable(code):
                    cites = (*_notes(context.catalog, proposal.code, code),)
                    found.append(
                        Proposal(code, (mention,), (), cites, confidence=proposal.confidence)
                    )
    return tuple(found)


def _naming(proposal: Proposal) -> Mention:
    """The mention that names the combination itself, if one does."""
    own = (m for m in proposal.mentions if m.candidates[0] == proposal.code)
    return next(own, proposal.mentions[0])


def _there(part: Part, found: Sequence[Proposal]) -> bool:
    return any(p.code.startswith(part.family) for p in found)


def _code(part: Part, mention: Mention, context: AuditContext) -> str:
    text = context.text_of(mention.document_id)
    codes = next(
        worded.codes
        for worded in part.worded
        if worded.words.search(text, mention.sentence.start, mention.sentence.end)
    )
    if len(codes) == 1:
        return codes[0]
    said = text[mention.sentence.start : mention.sentence.end]
    sides = {mention.side} if mention.side else {Side(s.lower()) for s in _SIDE.findall(said)}
    return codes[_PLACES.get(sides.pop(), _NO_SIDE) if len(sides) == 1 else _NO_SIDE]


def _notes(view: CatalogView, code: str, asked: str) -> list[str]:
    """The notes of the code that ask for the other."""
    return [
        reference.note.citation
        for kind in _ASKING
        for reference in view.references(code, kind)
        if reference.range.covers(asked)
    ][:1]
