"""What the chart says of how two conditions relate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Mention, Side
from agent.models import EvidenceSpan
from catalog.data_files import load_yaml

_WORDS = Path(__file__).parent / "relation_words.yaml"


class Relation(StrEnum):
    """Two conditions in one chart."""

    RELATED = "related"
    UNRELATED = "unrelated"
    UNKNOWN = "unknown"


def relation(
    context: AuditContext, first: Sequence[Mention], second: Sequence[Mention]
) -> tuple[Relation, tuple[EvidenceSpan, ...]]:
    """How the conditions of two groups of mentions relate, with the words that say so.

    Unrelated: a sentence that names one of them says that it is unrelated to something, and is the
    sentence of the other too or its neighbour. Related: one phrase serves both, one sentence joins
    them by words such as "due to", or both are named at one site and side. Else unknown.
    """
    unrelated = _words(context, first, second, "unrelated")
    if unrelated:
        return Relation.UNRELATED, unrelated
    if {(m.document_id, m.start) for m in first} & {(m.document_id, m.start) for m in second}:
        return Relation.RELATED, ()
    joined = _words(context, first, second, "related")
    if joined:
        return Relation.RELATED, joined
    if any(_one_place(one, other) for one in first for other in second):
        return Relation.RELATED, ()
    return Relation.UNKNOWN, ()


def _one_place(one: Mention, other: Mention) -> bool:
    """Whether both name the same site, and not two different sides of it."""
    if one.site is None or one.site != other.site:
        return False
    sides = {one.side, other.side} - {None, Side.BILATERAL}
    return len(sides) < 2


def _words(
    context: AuditContext, first: Sequence[Mention], second: Sequence[Mention], kind: str
) -> tuple[EvidenceSpan, ...]:
    """Places of words of the kind in a stretch of text that holds a mention of each group."""
    found: dict[EvidenceSpan, None] = {}
    for one in first:
        for other in second:
            stretch = _stretch(context, one, other, neighbours=kind == "unrelated")
            if stretch is None:
                continue
            start, end = stretch
            text = context.text_of(one.document_id)
            for match in _pattern(kind).finditer(text, start, end):
                found[
                    EvidenceSpan(
                        document_id=one.document_id,
                        start=match.start(),
                        end=match.end(),
                        quote=match.group(),
                    )
                ] = None
    return tuple(found)


def _stretch(
    context: AuditContext, one: Mention, other: Mention, *, neighbours: bool
) -> tuple[int, int] | None:
    """The sentence of both mentions, or their two sentences when these are neighbours."""
    if one.document_id != other.document_id:
        return None
    if one.sentence == other.sentence:
        return one.sentence.start, one.sentence.end
    if not neighbours:
        return None
    document = next(d for d in context.documents if d.id == one.document_id)
    starts = sorted(sentence.start for sentence in document.sentences)
    places = [starts.index(m.sentence.start) for m in (one, other) if m.sentence.start in starts]
    if len(places) == 2 and abs(places[0] - places[1]) == 1:
        return (
            min(one.sentence.start, other.sentence.start),
            max(one.sentence.end, other.sentence.end),
        )
    return None


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load_yaml(_WORDS)[kind])})\b", re.IGNORECASE)
