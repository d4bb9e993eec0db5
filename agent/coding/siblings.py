"""What the same statement adds to a code that leaves it open: a sibling whose further words stand
beside the mention.

`Degeneration of lumbar disc with discogenic back pain` names M51.36- by its first words and the
sixth character by the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from agent.context import AuditContext, Mention, Proposal, Side
from catalog import CatalogView, Entry
from catalog.words import reader

_OPEN = re.compile(r"\bunspecified\b|\bwithout mention\b|\bNOS\b|\bnot specified\b", re.IGNORECASE)
_OTHER = re.compile(r"\bother\b", re.IGNORECASE)
_PARTING = re.compile(r"[;:()]|,|\b(?:and|or|with|but|due|from|secondary)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|without|denie[sd]|negative|never|but)\b", re.IGNORECASE)
#: Says that nothing else is there; the chart need not say so.
_RESTRICTING = frozenset(["only", "alone"])
#: Words of a title that a note leaves out: `glaucoma, moderate`.
_UNSAID = _RESTRICTING | {"stage", "degree"}
#: What a title leaves open, as it says itself.
_LEFT_OPEN = re.compile(
    r"\bunspecified (?:trimester|stage|severity|type|episode|site|part|eye|ear|eyelid|knee|hip)\b",
    re.IGNORECASE,
)
#: What a title says by default, what it says otherwise, and the words that call for that: a
#: fracture counts as displaced (I.C.19.c), a poisoning as accidental (I.C.19.e.5.b).
_DEFAULTS = (
    (
        "Displaced ",
        "Nondisplaced ",
        re.compile(
            r"\b(?:non[- ]?displaced|undisplaced|not displaced|"
            r"without (?:significant )?displacement)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "accidental (unintentional)",
        "intentional self-harm",
        re.compile(
            r"(?<!un)(?<!not )(?<!non)(?<!non-)\bintentional(?:ly)?\b|\bsuicid\w+|\bself[- ]harm\b",
            re.IGNORECASE,
        ),
    ),
    (
        "not having achieved remission",
        "in relapse",
        re.compile(r"\bin relapse\b|\brelapsed\b", re.IGNORECASE),
    ),
    (
        "not having achieved remission",
        "in remission",
        re.compile(r"(?<!not )(?<!never )\bin (?:complete )?remission\b", re.IGNORECASE),
    ),
    *(
        (
            f"{phase} for {kind}",
            f"subsequent encounter for {kind} with {outcome}",
            re.compile(words, re.IGNORECASE),
        )
        for phase in ("initial encounter",)
        for kind in ("closed fracture", "fracture")
        for outcome, words in (
            ("nonunion", r"\bnon-?union\b"),
            ("malunion", r"\bmal-?union\b"),
            ("delayed healing", r"\bdelayed (?:healing|union)\b"),
        )
    ),
)
#: Headers with more codes than this name no one condition.
_MOST_BELOW = 80
#: Chapters whose 7th character is the phase of care, which siblings must share.
_PHASED = ("S", "T", "M80", "M84", "V", "W", "X", "Y")


class _Titled(NamedTuple):
    """A billable code with the side that its title states and the words of the title."""

    code: str
    side: str | None
    words: frozenset[str]


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
    if entry is None or entry.parent is None:
        return proposal, set()
    for mention in proposal.mentions:
        best = _spelled_out(entry, mention, context) if _OPEN.search(entry.title) else None
        best = best or _against_default(entry, mention, context)
        if best is not None:
            words, sibling = best
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


def _spelled_out(
    entry: Entry, mention: Mention, context: AuditContext
) -> tuple[frozenset[str], str] | None:
    """The one code that the statement spells out in place of an open one, with its further words.

    First among the code's siblings, by all that the statement says; then among the codes of the
    header above, for the same condition, by what follows the mention before another is named.
    """
    view = context.catalog
    parent = view.entry(entry.parent or "")
    if parent is None:
        return None
    further = _further_words(view, entry.code, parent.code, _words_of_title(parent.title))
    said = _said(mention, context)
    fitting = [(code, words) for code, words in further if words <= said]
    if fitting:
        beside = {sibling.code for sibling in view.siblings(entry.code)}
        fitting = [(code, words) for code, words in fitting if code in beside]
    found = _most(fitting, said)
    if found is not None:
        return found
    above = view.entry(parent.parent or "")
    header = above if above is not None and above.code[:3] == entry.code[:3] else parent
    own = reader().key(mention.text)
    core = own & _words_of_title(entry.title) or _words_of_title(_OPEN.sub(" ", parent.title))
    known = _words_of_title(header.title) | own | _UNSAID
    offered = (
        (code, words)
        for code, words in _further_words(view, entry.code, header.code, known, mention.side)
        if core <= _words_of_title(view.title(code))
    )
    return _most(offered, _said_next(mention, context))


def _against_default(
    entry: Entry, mention: Mention, context: AuditContext
) -> tuple[frozenset[str], str] | None:
    """The code of the same title with what the statement says in place of a default."""
    text = context.text_of(mention.document_id)
    view = context.catalog
    for default, otherwise, words in _DEFAULTS:
        if default in entry.title and words.search(
            text, mention.sentence.start, mention.sentence.end
        ):
            title = entry.title.replace(default, otherwise, 1)
            for header in view.ancestors(entry.code):
                if not header.code.startswith(entry.code[:5]):
                    continue
                for code in view.billable_below(header.code):
                    if view.title(code) == title:
                        return frozenset(), code
    return None


def _most(
    offered: Iterable[tuple[str, frozenset[str]]], said: frozenset[str]
) -> tuple[frozenset[str], str] | None:
    """The code whose further words are all said, if none says as many."""
    fitting = [(words, code) for code, words in offered if words <= said]
    most = max((len(words) for words, _ in fitting), default=0)
    best = [(words, code) for words, code in fitting if len(words) == most]
    return best[0] if len(best) == 1 else None


def _further_words(
    view: CatalogView, code: str, header: str, known: frozenset[str], side: Side | None = None
) -> Iterator[tuple[str, frozenset[str]]]:
    """Billable codes below a header with the words of their titles that are not known yet.

    Only those of the same side, or of the one stated where the code leaves it open, and of the same
    7th character; what a title leaves open does not count.
    """
    own = view.attributes(code)
    sides = {None, own.side if own and own.side else "unspecified"}
    if side is not None and "unspecified" in sides and own and own.side:
        sides = {side.value}
    phase = code[-1] if code.startswith(_PHASED) else ""
    for other, at, words in _titled_below(view, header):
        if other != code and at in sides and other.endswith(phase) and words - known:
            yield other, words - known


_TITLED: WeakKeyDictionary[CatalogView, dict[str, tuple[_Titled, ...]]] = WeakKeyDictionary()


def _titled_below(view: CatalogView, header: str) -> tuple[_Titled, ...]:
    """Billable codes below a header whose titles leave nothing open and are no residual ones, with
    their side and the words of their titles. Kept: the same headers come up chart after chart."""
    kept = _TITLED.setdefault(view, {})
    if header not in kept:
        below = view.billable_below(header)
        kept[header] = tuple(_titled(view, below, header)) if len(below) <= _MOST_BELOW else ()
    return kept[header]


def _titled(view: CatalogView, codes: Iterable[str], header: str) -> Iterator[_Titled]:
    for code in codes:
        title = _LEFT_OPEN.sub(" ", view.title(code))
        residual = _OTHER.search(title) and not title.startswith(view.title(header))
        if not residual and not _OPEN.search(title):
            found = view.attributes(code)
            words = _words_of_title(title) - _RESTRICTING
            yield _Titled(code, found.side if found else None, words)


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
    return reader().key(mention.wording + after)


def _said_next(mention: Mention, context: AuditContext) -> frozenset[str]:
    """The words of the statement from the mention to the next condition, whose own words are its:
    those after the last mark that parts the two do not count."""
    text = context.text_of(mention.document_id)
    end = min(
        (
            other.start
            for other in context.mentions
            if other.document_id == mention.document_id
            and other.sentence == mention.sentence
            and other.start >= mention.end
        ),
        default=mention.sentence.end,
    )
    after = text[mention.end : end]
    if end < mention.sentence.end:
        parted = [found.start() for found in _PARTING.finditer(after)]
        after = after[: parted[-1]] if parted else ""
    denied = _DENIED.search(after)
    return reader().key(
        text[mention.start : mention.end] + (after[: denied.start()] if denied else after)
    )


def _merged(proposals: Sequence[Proposal]) -> Proposal:
    best = max(proposals, key=lambda p: p.confidence)
    return replace(best, mentions=tuple(dict.fromkeys(m for p in proposals for m in p.mentions)))


def _start(mention: Mention) -> int:
    return mention.start
