"""Proved statements to mentions and proposals, in the form that rules know."""

from __future__ import annotations

from collections.abc import Iterable

from agent.coding.statements import Proved
from agent.context import (
    Assertion,
    AuditContext,
    Mention,
    Proposal,
    ReadDocument,
    SectionKind,
    Sentence,
)
from agent.models import Setting
from catalog import CatalogView

#: How far a choice is believed. The reader agreeing on code and assertion speaks for it; the reader
#: asserting the condition otherwise speaks against it. Not fitted to data.
_AGREED, _ALONE, _DISPUTED = 0.8, 0.5, 0.3
_BEATEN = 8


def proposals_of(
    proved: Iterable[tuple[ReadDocument, tuple[Proved, ...]]], context: AuditContext
) -> tuple[Proposal, ...]:
    """One proposal a code, the most believed first, with every mention that supports it.

    Conditions documented as present count; in an inpatient stay uncertain ones do too (Official
    Guidelines, II.H and III.C).
    """
    reported = {Assertion.AFFIRMED}
    if context.bundle.encounter.setting is Setting.INPATIENT:
        reported.add(Assertion.POSSIBLE)
    by_code: dict[str, list[Mention]] = {}
    for document, statements in proved:
        for statement in sorted(statements, key=lambda s: (s.start, s.end)):
            if statement.code is not None and statement.assertion in reported:
                mention = _mention(statement, statement.code, document, context.catalog)
                by_code.setdefault(statement.code, []).append(mention)
    proposals = [
        Proposal(
            code=code,
            mentions=tuple(mentions),
            beaten=_beaten(code, mentions),
            confidence=max(mention.score for mention in mentions),
        )
        for code, mentions in by_code.items()
    ]
    return tuple(sorted(proposals, key=lambda proposal: -proposal.confidence))


def _beaten(code: str, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Codes that the reader saw for the same words; headers of the code itself did not lose."""
    others = dict.fromkeys(c for m in mentions for c in m.candidates if not code.startswith(c))
    return tuple(others)[:_BEATEN]


def _mention(statement: Proved, code: str, document: ReadDocument, catalog: CatalogView) -> Mention:
    """The model's words as a mention; what the reader knows of the same words is kept."""
    start, end = statement.start, statement.end
    known = _overlapping(start, end, document)
    others = known.candidates if known else ()
    attributes = catalog.attributes(code)
    return Mention(
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentence=known.sentence if known else _sentence(start, end, document),
        assertion=statement.assertion,
        side=known.side if known else None,
        site=known.site if known else None,
        concept=known.concept if known else (attributes.frame if attributes else code),
        candidates=tuple(dict.fromkeys((code, *others))),
        score=_belief(statement.assertion, code, known),
    )


def _belief(assertion: Assertion, code: str, known: Mention | None) -> float:
    if known is None:
        return _ALONE
    if known.assertion is not assertion:
        return _DISPUTED
    return _AGREED if any(code.startswith(c) for c in known.candidates) else _ALONE


def _overlapping(start: int, end: int, document: ReadDocument) -> Mention | None:
    """The reader's mention that shares most characters with the span, the first of equals."""
    shared = [(min(end, m.end) - max(start, m.start), m) for m in document.mentions]
    return max((s for s in shared if s[0] > 0), key=lambda s: s[0], default=(0, None))[1]


def _sentence(start: int, end: int, document: ReadDocument) -> Sentence:
    around = (s for s in document.sentences if s.start <= start < s.end)
    return next(around, Sentence(start, end, SectionKind.OTHER))
