"""What one mention leaves open another may say: the most specific words of the note win."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from agent.coding.unspecified import is_open, is_other, says_more, tells_of_episode
from agent.coding.weighing import is_act, is_symptom
from agent.context import Mention, Proposal, SectionKind, Side
from catalog import CatalogView
from catalog.sites import within
from catalog.words import reader

_ASSESSED = frozenset([SectionKind.ASSESSMENT, SectionKind.PLAN])
#: Joins two conditions in one mention; neither is then the other with more said of it.
_JOINING = re.compile(
    r"[;/&]|,(?!\s*(?:right|left|bilateral|both)\b)|\b(?:and|or|with|due to)\b", re.IGNORECASE
)


def most_specific(
    proposals: Sequence[Proposal], present: Sequence[Mention], view: CatalogView
) -> tuple[Proposal, ...]:
    """Proposals with what the rest of the note adds to them.

    `Kidney disease` in the assessment and `stage 3 chronic kidney disease` in the history are one
    condition: the same words and more. So are codes of a category of which one leaves open what the
    other says. The specific code rests on the mentions of both.
    """
    found: dict[str, Proposal] = {}
    for proposal in proposals:
        fuller = _fuller(proposal, present, view)
        if fuller is None:
            kept = proposal
        else:
            kept = replace(
                proposal,
                code=fuller.candidates[0],
                mentions=tuple(dict.fromkeys((*proposal.mentions, fuller))),
                beaten=tuple(dict.fromkeys((proposal.code, *proposal.beaten))),
            )
        other = found.get(kept.code)
        found[kept.code] = kept if other is None else _joined(other, kept)
    return _narrowest(told_once(tuple(found.values()), view))


def told_once(proposals: Sequence[Proposal], view: CatalogView) -> list[Proposal]:
    """Without the codes that leave open what another proposed code says; it takes their mentions.

    Outside an assessment a symptom stays, for in the course of an illness it may be told twice and
    differ; and so does what is left open beside an `other` of its category, which may be another.
    """
    kept = list(proposals)
    for proposal in proposals:
        concluded = _assessed(proposal)
        if is_symptom(proposal.code) and not concluded:
            continue
        fuller = [
            other
            for other in kept
            if says_more(view, other.code, proposal.code)
            and (concluded or not is_other(view, other.code))
            and not _sides_differ(other, proposal)
        ]
        if fuller:
            best = max(fuller, key=lambda p: p.confidence)
            kept.remove(proposal)
            kept[kept.index(best)] = replace(
                _joined(best, proposal),
                code=best.code,
                beaten=tuple(dict.fromkeys((proposal.code, *best.beaten))),
            )
    return kept


def _joined(one: Proposal, other: Proposal) -> Proposal:
    """The more confident of two proposals of one condition, with the mentions of both."""
    return replace(
        max(other, one, key=lambda p: p.confidence),
        mentions=tuple(dict.fromkeys((*one.mentions, *other.mentions))),
    )


def _sides_differ(one: Proposal, other: Proposal) -> bool:
    sides = [{m.side for m in p.mentions if m.side} for p in (one, other)]
    return bool(sides[0]) and bool(sides[1]) and sides[0].isdisjoint(sides[1])


def _assessed(proposal: Proposal) -> bool:
    return any(m.sentence.section in _ASSESSED for m in proposal.mentions)


def _narrowest(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Without a condition at a broad site, no side given, that is also proposed at a site in it.

    `Pain in limb` says nothing beside `left thigh pain`.
    """

    def covered(broad: Proposal) -> bool:
        head = broad.mentions[0]
        return head.site is not None and any(
            m.concept == head.concept and m.site != head.site and within(m.site or "", head.site)
            for other in proposals
            if other is not broad
            for m in other.mentions
        )

    return tuple(p for p in proposals if any(m.side for m in p.mentions) or not covered(p))


def _fuller(proposal: Proposal, present: Sequence[Mention], view: CatalogView) -> Mention | None:
    """The mention that says the same and more; None when there is none, or several disagree."""
    if not _assessed(proposal):
        return None
    sides = {m.side for m in proposal.mentions if m.side}
    if sides and not is_open(view, proposal.code):
        return None
    words = [_words(m.wording) for m in proposal.mentions]
    others = [m for m in present if m.candidates[0] != proposal.code]
    worded = [
        m
        for m in others
        if all(w < _words(m.wording) for w in words)
        and (not sides or m.side is Side.BILATERAL or sides == {m.side})
        and (m.candidates[0][:3] == proposal.code[:3] or _same_said_openly(proposal, m, view))
    ]
    told = [
        m
        for m in others
        if not sides
        and says_more(view, m.candidates[0], proposal.code)
        and not tells_of_episode(view, m.candidates[0], proposal.code)
    ]
    for fuller in (worded, told):
        if len({m.candidates[0] for m in fuller}) == 1:
            return fuller[0]
    return None


def _same_said_openly(proposal: Proposal, fuller: Mention, view: CatalogView) -> bool:
    """Whether words that add to those of an open code of another category name the same disease.

    `Anemia` beside `iron deficiency anemia`: of a code that leaves open what it is, and one mention
    of one disease.
    """
    code = fuller.candidates[0]
    return (
        is_open(view, proposal.code)
        and not is_symptom(proposal.code)
        and not is_symptom(code)
        and not is_act(code)
        and code[0] not in "RZ"
        and not _sequenced(code, proposal.code, view)
        and _JOINING.search(fuller.text) is None
    )


def _sequenced(one: str, other: str, view: CatalogView) -> bool:
    """Whether a note has the two reported together, one first."""
    return any(
        reference.range.covers(second)
        for first, second in ((one, other), (other, one))
        for kind in ("codeFirst", "useAdditionalCode", "codeAlso")
        for reference in view.references(first, kind)
    )


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return reader().key(text)
