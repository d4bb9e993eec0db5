"""Statements and the codes chosen for them to mentions and proposals, as rules know them."""

from __future__ import annotations

from collections.abc import Iterable

from agent.coding.assign_codes import Assigned
from agent.coding.locate import Locator, overlapping
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
#: What is present becomes a proposal; what is only feared or spoken of says nothing of the patient.
_NOT_ADDED = frozenset({Assertion.AFFIRMED, Assertion.HYPOTHETICAL, Assertion.PLANNED})


def reported_assertions(context: AuditContext) -> frozenset[Assertion]:
    """How a condition must be asserted to be coded at all.

    Present ones are, past and family ones as a history; in an inpatient stay uncertain ones are too
    (Official Guidelines, I.C.21.c.4, II.H and III.C).
    """
    always = {Assertion.AFFIRMED, Assertion.HISTORICAL, Assertion.FAMILY}
    if context.bundle.encounter.setting is Setting.INPATIENT:
        always.add(Assertion.POSSIBLE)
    return frozenset(always)


def proposals_of(
    assigned: Iterable[tuple[ReadDocument, Assigned]], context: AuditContext
) -> tuple[Proposal, ...]:
    """One proposal a code, the most believed first, with every mention that supports it."""
    by_code: dict[str, dict[Mention, None]] = {}
    rules: dict[str, dict[str, None]] = {}
    for document, one in assigned:
        mention = _mention(one.statement, (one.code,), document, context.catalog)
        by_code.setdefault(one.code, {})[mention] = None
        rules.setdefault(one.code, {}).update(dict.fromkeys(one.rules))
    proposals = [
        Proposal(
            code=code,
            mentions=tuple(mentions),
            beaten=_beaten(code, mentions),
            citations=tuple(rules[code]),
            confidence=max(mention.score for mention in mentions),
        )
        for code, mentions in by_code.items()
    ]
    return tuple(sorted(proposals, key=lambda proposal: -proposal.confidence))


def further_mentions(
    statements: Iterable[tuple[ReadDocument, Proved]], context: AuditContext, locator: Locator
) -> tuple[Mention, ...]:
    """Conditions that the model reads as not present, on words that the reader read nothing in.

    Where the reader has a mention, its assertion stands.
    """
    found: dict[tuple[str, int, int], Mention] = {}
    for document, statement in statements:
        if statement.assertion in _NOT_ADDED or overlapping(statement, document):
            continue
        codes = locator.readings(statement, document)
        if codes:
            mention = _mention(statement, codes, document, context.catalog)
            found.setdefault((document.id, mention.start, mention.end), mention)
    return tuple(found.values())


def _beaten(code: str, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Codes that the reader saw for the same words; headers of the code itself did not lose."""
    others = dict.fromkeys(c for m in mentions for c in m.candidates if not code.startswith(c))
    return tuple(others)[:_BEATEN]


def _mention(
    statement: Proved, codes: tuple[str, ...], document: ReadDocument, catalog: CatalogView
) -> Mention:
    """The model's words as a mention; what the reader knows of the same words is kept."""
    start, end, code = statement.start, statement.end, codes[0]
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
        candidates=tuple(dict.fromkeys((*codes, *others))),
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
