"""The offline coder with a profile: its choices, weighed by what labelled charts taught."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container

from agent.coding.evidence import DENIED, Evidence, gather
from agent.coding.left_out import under_profile
from agent.coding.offline import OfflineCoder
from agent.coding.profile import Profile
from agent.coding.sources import Offers, offers_of
from agent.coding.standing import standings
from agent.context import Assertion, AuditContext, Coded, Mention, Proposal
from agent.reading.wordings import Occurrence, asserted, occurrences
from catalog import CatalogView

_MOST_MENTIONS = 3
_MOST_CANDIDATES = 200
#: Wordings that may bear a code out, of each kind.
_MOST_WORDINGS = 3
_ABSENT = frozenset([Assertion.NEGATED, Assertion.FAMILY, Assertion.HYPOTHETICAL])
#: The score of a mention that rests on words near an entry or title, which the reader passed over.
_NEAR = 0.5


class ProfiledCoder:
    """Proposes the codes whose probability under a profile reaches its threshold.

    Confidence is that probability: of such proposals about so many are what the coders of the
    profile's charts would have given.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.name = f"offline, profile {profile.name}"

    def propose(self, context: AuditContext) -> Coded:
        """Codes billable on the date, most probable first; all others are candidates."""
        offline = OfflineCoder().propose(context)
        offers = offers_of(context, offline.proposals)
        spoken = spoken_wordings(context, self.profile.wordings)
        standing = standings(context, offers)
        found = gather(self.profile.heard(spoken), offers, standing, self.profile.learned)
        ranked = self.profile.ranked(found, context.catalog)
        supported = _supported(context, offline.proposals)
        proposals = []
        for chance, code in ranked:
            if chance < self.profile.threshold:
                break
            mentions = supported.get(code) or _worded(found[code], spoken, offers, context.catalog)
            # How common a code is speaks for it, but nothing in the chart would bear it out.
            if mentions:
                proposals.append(Proposal(code, tuple(mentions), confidence=round(chance, 4)))
        candidates = tuple(code for _, code in ranked[:_MOST_CANDIDATES])
        return Coded(
            tuple(proposals),
            offline.notices,
            candidates=candidates,
            left_out=under_profile(offline, proposals, self.profile.name),
        )


def spoken_wordings(
    context: AuditContext, known: Container[str] | None = None
) -> dict[str, list[tuple[str, Occurrence]]]:
    """The chart's wordings, those denied after `not `, with places (document id, occurrence)."""
    found: defaultdict[str, list[tuple[str, Occurrence]]] = defaultdict(list)
    for document in context.documents:
        for occurrence in occurrences(document, context.catalog, known):
            denied = DENIED if occurrence.assertion in _ABSENT else ""
            found[denied + occurrence.wording].append((document.id, occurrence))
    return found


def _supported(
    context: AuditContext, proposals: tuple[Proposal, ...]
) -> dict[str, tuple[Mention, ...]]:
    """The mentions behind each code: the offline coder's own, else those that offer the code."""
    found = {p.code: p.mentions for p in proposals}
    offered: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in context.mentions:
        if mention.assertion is Assertion.AFFIRMED:
            for code in mention.candidates:
                offered[code].append(mention)
    return {code: tuple(mentions[:_MOST_MENTIONS]) for code, mentions in offered.items()} | found


def _worded(
    evidence: Evidence,
    spoken: dict[str, list[tuple[str, Occurrence]]],
    offers: Offers,
    catalog: CatalogView,
) -> list[Mention]:
    """Where the strongest wording stands, else the words that lead to the code, as mentions."""
    strongest = [(known.wording, known.share) for known in evidence.marked[:_MOST_WORDINGS]]
    strongest += [(known.wording, known.share) for known in evidence.priors[:_MOST_WORDINGS]]
    for wording, share in strongest:
        affirmed = [
            _mention(evidence.code, document_id, found, share)
            for document_id, found in spoken[wording]
            if found.assertion is Assertion.AFFIRMED
        ]
        if affirmed:
            return affirmed[:_MOST_MENTIONS]
    place = offers.places.get(evidence.code)
    if place is None:
        return []
    document, sentence, start, end = place
    assertion = asserted(document, sentence, start, end, catalog)
    if assertion is not Assertion.AFFIRMED:
        return []
    text = document.text[start:end]
    found = Occurrence(text.lower(), sentence, assertion, start, end, text)
    return [_mention(evidence.code, document.id, found, _NEAR)]


def _mention(code: str, document_id: str, found: Occurrence, score: float) -> Mention:
    return Mention(
        document_id=document_id,
        start=found.start,
        end=found.end,
        text=found.text,
        sentence=found.sentence,
        assertion=found.assertion,
        side=None,
        site=None,
        concept=found.wording,
        candidates=(code,),
        score=score,
    )
