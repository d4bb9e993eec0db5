"""What one mention leaves open another may say: the most specific words of the note win."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from agent.context import Mention, Proposal, SectionKind
from catalog.sites import within
from catalog.words import reader

_ASSESSED = frozenset([SectionKind.ASSESSMENT, SectionKind.PLAN])


def most_specific(
    proposals: Sequence[Proposal], present: Sequence[Mention]
) -> tuple[Proposal, ...]:
    """Proposals with what the rest of the note adds to them.

    `Kidney disease` in the assessment and `stage 3 chronic kidney disease` in the history are one
    condition: the same words and more, in the same category. The specific code rests on both.
    """
    found: dict[str, Proposal] = {}
    for proposal in proposals:
        fuller = _fuller(proposal, present)
        if fuller is None:
            kept = proposal
        else:
            kept = replace(
                proposal,
                code=fuller.candidates[0],
                mentions=(*proposal.mentions, fuller),
                beaten=tuple(dict.fromkeys((proposal.code, *proposal.beaten))),
            )
        other = found.get(kept.code)
        if other is None:
            found[kept.code] = kept
        else:
            found[kept.code] = replace(
                max(kept, other, key=lambda p: p.confidence),
                mentions=tuple(dict.fromkeys((*other.mentions, *kept.mentions))),
            )
    return _narrowest(list(found.values()))


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


def _fuller(proposal: Proposal, present: Sequence[Mention]) -> Mention | None:
    """The mention that says the same and more; None when there is none, or several disagree."""
    assessed = any(m.sentence.section in _ASSESSED for m in proposal.mentions)
    if not assessed or any(m.side for m in proposal.mentions):
        return None
    words = [_words(m.text) for m in proposal.mentions]
    fuller = [
        m
        for m in present
        if m.candidates[0] != proposal.code
        and m.candidates[0][:3] == proposal.code[:3]
        and all(w < _words(m.text) for w in words)
    ]
    if len({m.candidates[0] for m in fuller}) != 1:
        return None
    return fuller[0]


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return reader().key(text)
