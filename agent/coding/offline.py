"""The coder that needs no model: the catalog's best code for each documented condition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from agent.context import (
    Assertion,
    AuditContext,
    Coded,
    Mention,
    Proposal,
    SectionKind,
    Side,
)
from agent.models import Setting

#: Proposals below this confidence are not made. A condition that only the history, the exam or
#: the review of systems names stays below it.
THRESHOLD = 0.4

#: How much a mention's section counts. Assessed or planned for is reportable; only told or only
#: seen is a hint. Passages without a known heading count more in notes that have no assessment.
_WEIGHT = {
    SectionKind.ASSESSMENT: 0.8,
    SectionKind.PLAN: 0.6,
    SectionKind.PROCEDURE: 0.35,
    SectionKind.CHIEF_COMPLAINT: 0.35,
    SectionKind.HISTORY_OF_PRESENT_ILLNESS: 0.3,
    SectionKind.PAST_HISTORY: 0.3,
    SectionKind.OTHER: 0.3,
    SectionKind.RESULTS: 0.2,
    SectionKind.EXAM: 0.2,
    SectionKind.MEDICATIONS: 0.2,
    SectionKind.REVIEW_OF_SYSTEMS: 0.1,
    SectionKind.SOCIAL_HISTORY: 0.2,
    SectionKind.ALLERGIES: 0.1,
    SectionKind.FAMILY_HISTORY: 0.0,
}
_UNHEADED = 0.5
_REPEATED = 0.05
_SYMPTOMS = "R"


class OfflineCoder:
    """Proposes the catalog's best code for each condition documented as present."""

    name = "offline"

    def propose(self, context: AuditContext) -> Coded:
        """One code for each condition, side and site, best first."""
        present = _present(context)
        groups: defaultdict[tuple[str, str | None], list[Mention]] = defaultdict(list)
        for mention in present:
            groups[mention.concept, mention.site].append(mention)
        proposals = [
            proposal for mentions in groups.values() for proposal in _proposals(mentions, context)
        ]
        ranked = sorted(_one_a_code(proposals), key=lambda p: (-p.confidence, _place(p)))
        return Coded(tuple(p for p in ranked if p.confidence >= THRESHOLD))


def _present(context: AuditContext) -> list[Mention]:
    """Mentions that may be coded: affirmed, and in the inpatient setting uncertain ones too.

    Official Guidelines II.H (inpatient) and IV.H (outpatient).
    """
    allowed = {Assertion.AFFIRMED}
    if context.bundle.encounter.setting is Setting.INPATIENT:
        allowed.add(Assertion.POSSIBLE)
    return [m for m in context.mentions if m.assertion in allowed]


def _proposals(mentions: Sequence[Mention], context: AuditContext) -> Iterable[Proposal]:
    """Proposals for one condition at one site: one for each side that is documented."""
    by_side: defaultdict[Side | None, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_side[mention.side].append(mention)
    unsided = by_side.pop(None, [])
    if not by_side:
        by_side[None] = unsided
    elif len(by_side) == 1:
        next(iter(by_side.values())).extend(unsided)
    for side, group in by_side.items():
        leading = max(
            (m for m in group if m.side is side),
            key=lambda m: (_weight(m, context), m.score, -m.start),
        )
        codes = [c for c in leading.candidates if context.catalog.is_billable(c)]
        if not codes:
            continue
        chosen = codes[:2] if side is Side.BILATERAL and _two_sided(codes, context) else codes[:1]
        for code in chosen:
            yield Proposal(
                code=code,
                mentions=tuple(sorted(group, key=lambda m: (-_weight(m, context), m.start))),
                beaten=tuple(c for c in leading.candidates if c not in chosen),
                confidence=_confidence(group, context),
            )


def _two_sided(codes: Sequence[str], context: AuditContext) -> bool:
    found = [context.catalog.attributes(code) for code in codes[:2]]
    return {a.side for a in found if a} == {"right", "left"}


def _weight(mention: Mention, context: AuditContext) -> float:
    if mention.sentence.section is SectionKind.OTHER and not _headed(mention, context):
        return _UNHEADED
    return _WEIGHT[mention.sentence.section]


def _headed(mention: Mention, context: AuditContext) -> bool:
    document = next(d for d in context.documents if d.id == mention.document_id)
    return any(s.kind is SectionKind.ASSESSMENT for s in document.sections)


def _confidence(mentions: Sequence[Mention], context: AuditContext) -> float:
    """The weight of the best-placed mention, a little more where others repeat it."""
    best = max(_weight(m, context) for m in mentions)
    return round(min(0.95, best + _REPEATED * min(3, len(mentions) - 1)), 2)


def _one_a_code(proposals: Iterable[Proposal]) -> list[Proposal]:
    merged: dict[str, Proposal] = {}
    for proposal in proposals:
        other = merged.get(proposal.code)
        if other is None:
            merged[proposal.code] = proposal
            continue
        best = max(proposal, other, key=lambda p: p.confidence)
        merged[proposal.code] = Proposal(
            code=proposal.code,
            mentions=tuple(dict.fromkeys((*other.mentions, *proposal.mentions))),
            beaten=tuple(dict.fromkeys((*best.beaten, *proposal.beaten, *other.beaten))),
            confidence=best.confidence,
        )
    return list(merged.values())


def _place(proposal: Proposal) -> tuple[str, int, str]:
    first = min(proposal.mentions, key=lambda m: (m.document_id, m.start))
    return first.document_id, first.start, proposal.code
