"""The offline coder with a profile: its choices, weighed by what labelled charts taught."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from agent.coding.evidence import Evidence, Prior, features, gather
from agent.coding.offline import OfflineCoder
from agent.coding.profile import Profile
from agent.context import Assertion, AuditContext, Coded, Mention, Proposal
from agent.reading.wordings import Occurrence, occurrences

_MOST_MENTIONS = 3


class ProfiledCoder:
    """Proposes the codes whose probability under a profile reaches its threshold.

    Confidence is that probability: of such proposals about so many are what the coders of the
    profile's charts would have given.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.name = f"offline, profile {profile.name}"

    def propose(self, context: AuditContext) -> Coded:
        """Codes billable on the date, most probable first."""
        offline = OfflineCoder().propose(context)
        spoken = spoken_wordings(context, self.profile.priors)
        found = evidence_of(context, offline.proposals, spoken, self.profile)
        supported = _supported(context, offline.proposals)
        proposals = []
        for evidence in found.values():
            chance = self.profile.probability(features(evidence, context.catalog))
            if chance < self.profile.threshold or not context.catalog.is_billable(evidence.code):
                continue
            mentions = supported.get(evidence.code) or _worded(evidence, spoken)
            proposals.append(Proposal(evidence.code, tuple(mentions), confidence=round(chance, 4)))
        proposals.sort(key=lambda p: (-p.confidence, p.code))
        return Coded(tuple(proposals), offline.notices)


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


def evidence_of(
    context: AuditContext,
    proposals: tuple[Proposal, ...],
    spoken: Iterable[str],
    profile: Profile,
) -> dict[str, Evidence]:
    """All that speaks for each code in the chart, under the profile's priors."""
    priors: defaultdict[str, list[Prior]] = defaultdict(list)
    for wording in spoken:
        for code, prior in profile.priors_of(wording):
            priors[code].append(prior)
    return gather(priors, context.mentions, proposals, profile.shares)


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


def _worded(evidence: Evidence, spoken: dict[str, list[tuple[str, Occurrence]]]) -> list[Mention]:
    """The places of the strongest wording, as mentions."""
    if not evidence.priors:
        return []
    wording = evidence.priors[0].wording
    return [
        Mention(
            document_id=document_id,
            start=occurrence.start,
            end=occurrence.end,
            text=occurrence.text,
            sentence=occurrence.sentence,
            assertion=occurrence.assertion,
            side=None,
            site=None,
            concept=wording,
            candidates=(evidence.code,),
            score=evidence.priors[0].share,
        )
        for document_id, occurrence in spoken[wording][:_MOST_MENTIONS]
    ]
