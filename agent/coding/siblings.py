"""What the same statement adds to a code that leaves it open: a sibling whose further words stand
beside the mention.

`Degeneration of lumbar disc with discogenic back pain` names M51.36- by its first words and the
sixth character by the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from agent.context import AuditContext, Mention, Proposal
from catalog import CatalogView
from catalog.words import reader

_OPEN = re.compile(r"\bunspecified\b|\bwithout mention\b|\bNOS\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|without|denie[sd]|negative|never|but)\b", re.IGNORECASE)
#: Says that nothing else is there; the chart need not say so.
_RESTRICTING = frozenset(["only", "alone"])


def completed(proposals: Sequence[Proposal], context: AuditContext) -> tuple[Proposal, ...]:
    """Proposals, those left open replaced by the sibling that their statement spells out.

    A proposal that rests on nothing but the words so used is dropped: they are said once.
    """
    found: list[Proposal] = []
    used: set[Mention] = set()
    for proposal in proposals:
        kept, spent = _completed(proposal, context)
        found.append(kept)
        used |= spent
    chosen = {proposal.code for proposal in found if not used.issuperset(proposal.mentions)}
    return tuple(
        _merged([p for p in found if p.code == code])
        for code in dict.fromkeys(p.code for p in found)
        if code in chosen
    )


def _completed(proposal: Proposal, context: AuditContext) -> tuple[Proposal, set[Mention]]:
    view = context.catalog
    entry = view.entry(proposal.code)
    if entry is None or entry.parent is None or not _OPEN.search(entry.title):
        return proposal, set()
    known = _words_of_title(view.title(entry.parent))
    for mention in proposal.mentions:
        said = _said(mention, context)
        fitting = [
            (words, sibling)
            for sibling, words in _further_words(view, entry.code, known)
            if words <= said
        ]
        if not fitting:
            continue
        most = max(len(words) for words, _ in fitting)
        best = [(words, sibling) for words, sibling in fitting if len(words) == most]
        if len(best) == 1:
            words, sibling = best[0]
            beside = {
                other
                for other in context.mentions
                if other is not mention
                and other.document_id == mention.document_id
                and other.sentence == mention.sentence
                and reader().key(other.text) <= words
            }
            chosen = replace(
                proposal,
                code=sibling,
                mentions=tuple(dict.fromkeys((*proposal.mentions, *sorted(beside, key=_start)))),
                beaten=tuple(dict.fromkeys((proposal.code, *proposal.beaten))),
            )
            return chosen, beside
    return proposal, set()


def _further_words(
    view: CatalogView, code: str, known: frozenset[str]
) -> Iterable[tuple[str, frozenset[str]]]:
    """Billable siblings with the words of their titles that the parent's title lacks."""
    for sibling in view.siblings(code):
        if view.is_billable(sibling.code) and not _OPEN.search(sibling.title):
            words = _words_of_title(sibling.title) - known - _RESTRICTING
            if words and "other" not in words:
                yield sibling.code, words


@lru_cache(maxsize=8192)
def _words_of_title(title: str) -> frozenset[str]:
    """Kept: titles are few and official, where charts are many and private."""
    return reader().key(title)


def _said(mention: Mention, context: AuditContext) -> frozenset[str]:
    """The words of the mention's statement, up to the first that denies something."""
    text = context.text_of(mention.document_id)
    after = text[mention.end : mention.sentence.end]
    denied = _DENIED.search(after)
    if denied:
        after = after[: denied.start()]
    return reader().key(text[mention.start : mention.end] + after)


def _merged(proposals: Sequence[Proposal]) -> Proposal:
    best = max(proposals, key=lambda p: p.confidence)
    return replace(best, mentions=tuple(dict.fromkeys(m for p in proposals for m in p.mentions)))


def _start(mention: Mention) -> int:
    return mention.start
