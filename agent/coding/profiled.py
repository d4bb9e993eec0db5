"""The offline coder with a profile: its choices, weighed by what labelled charts taught."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from agent.coding.evidence import Evidence, Prior, features, gather
from agent.coding.offline import OfflineCoder
from agent.coding.profile import Profile
from agent.coding.sources import Offers, offers_of
from agent.context import Assertion, AuditContext, Coded, Mention, Proposal
from agent.reading.wordings import Occurrence, asserted, occurrences
from catalog import CatalogView

_MOST_MENTIONS = 3
_MOST_CANDIDATES = 200
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
        spoken = spoken_wordings(context, self.profile.priors)
        found = evidence_of(offers, spoken, self.profile)
        ranked = sorted(
            (-self.profile.probability(features(evidence, context.catalog)), code)
            for code, evidence in found.items()
            if context.catalog.is_billable(code)
        )
        supported = _supported(context, offline.proposals)
        proposals = []
        for chance, code in ranked:
            if -chance < self.profile.threshold:
                break
            mentions = supported.get(code) or _worded(found[code], spoken, offers, context.catalog)
            # How common a code is speaks for it, but nothing in the chart would bear it out.
            if mentions:
                proposals.append(Proposal(code, tuple(mentions), confidence=round(-chance, 4)))
        candidates = tuple(code for _, code in ranked[:_MOST_CANDIDATES])
        return Coded(tuple(proposals), offline.notices, candidates=candidates)


def spoken_wordings(
    context: AuditContext, known: Iterable[str] | None = None
) -> dict[str, list[tuple[str, Occurrence]]]:
    """Wordings that the chart affirms, each with its places (document id, occurrence)."""
    wanted = None if known is None else (known if isinstance(known, dict) else frozenset(known))
    found: defaultdict[str, list[tuple[str, Occurrence]]] = defaultdict(list)
    for document in context.documents:
        for occurrence in occurrences(document, context.catalog, wanted):
            if occurrence.assertion is Assertion.AFFIRMED:
                found[occurrence.wording].append((document.id, occurrence))
    return found


def evidence_of(offers: Offers, spoken: Iterable[str], profile: Profile) -> dict[str, Evidence]:
    """All that speaks for each code in the chart, under the profile."""
    priors: defaultdict[str, list[Prior]] = defaultdict(list)
    for wording in spoken:
        for code, prior in profile.priors_of(wording):
            priors[code].append(prior)
    return gather(priors, offers, profile.learned)


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
    if evidence.priors:
        prior = evidence.priors[0]
        return [
            _mention(evidence.code, document_id, found, prior.share)
            for document_id, found in spoken[prior.wording][:_MOST_MENTIONS]
        ]
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
