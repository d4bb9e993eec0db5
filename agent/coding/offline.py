"""The coder that needs no model: the catalog's best code for each documented condition."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from agent.coding.combinations import combined
from agent.coding.companions import with_companions
from agent.coding.left_out import Reasons, too_light, unfit
from agent.coding.parts_of_combinations import with_parts
from agent.coding.siblings import completed
from agent.coding.side_elsewhere import with_sides
from agent.coding.specificity import most_specific, told_once
from agent.coding.weighing import (
    BACKGROUND_ALONE,
    HEADED,
    confirmed_only,
    explains,
    in_background,
    is_act,
    is_examination,
    is_symptom,
    never_proposed,
    opens_line,
    weight,
)
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

#: Proposals below this confidence are not made. A condition that only the complaint, the history,
#: the exam or the review of systems names stays below it.
THRESHOLD = 0.45

_REPEATED = 0.03
#: What a condition loses that stands in misspelt words alone; the code is proposed all the same.
_MISSPELT = 0.05
_MOST_REPEATS = 3
_FEW_WORDS = 0.75
_RESOLVED = re.compile(r"\b(?:resolved|resolving|cleared|recovered)\b", re.IGNORECASE)
_LONG_AGO = re.compile(r"\b(?:(?:19|20)\d\d|ago|childhood|in the past|remote)\b", re.IGNORECASE)
_ASSESSED = frozenset([SectionKind.ASSESSMENT, SectionKind.PLAN])


class OfflineCoder:
    """Proposes the catalog's best code for each condition documented as present.

    Confidence is coarse: it says where the condition stands (opening a line of the assessment 0.85,
    in its running text 0.6, in the plan less, elsewhere below the threshold), and rises a little
    when other mentions repeat it. It is no probability.
    """

    name = "offline"

    def propose(self, context: AuditContext) -> Coded:
        """One code for each condition, side and site, best first."""
        present = _present(context)
        reasons = Reasons(context)
        if not present:
            return Coded((), left_out=reasons.left_out(()))
        weights = _weights(present, context, reasons)
        groups: defaultdict[tuple[str, str | None], list[Mention]] = defaultdict(list)
        for mention in present:
            groups[mention.concept, mention.site].append(mention)
        proposals = [
            proposal
            for mentions in groups.values()
            for proposal in _proposals(mentions, weights, context, reasons)
        ]
        specific = completed(
            most_specific(_one_a_code(proposals), present, context.catalog), context
        )
        specific = tuple(_one_a_code(with_sides(specific, context)))
        specific = combined(specific, present, context)
        specific = completed(with_parts(specific, context), context)
        known = told_once(with_companions(specific, context), context.catalog)
        ranked = sorted(known, key=lambda p: (-p.confidence, _place(p)))
        return Coded(tuple(ranked), left_out=reasons.left_out(ranked))


def _present(context: AuditContext) -> list[Mention]:
    """Mentions that may be coded: affirmed, and in the inpatient setting uncertain ones too, and
    those that a diagnosis of the stay says were treated until they resolved (III).

    Official Guidelines II.H (inpatient) and IV.H (outpatient); some infections are never coded
    while uncertain (I.C.1.a.1, I.C.1.f.1, I.C.1.g.1, I.C.10.c), and a procedure that may come is no
    diagnosis.
    """
    stay = context.bundle.encounter.setting is Setting.INPATIENT
    return [
        m
        for m in context.mentions
        if m.assertion is Assertion.AFFIRMED
        or (stay and m.assertion is Assertion.POSSIBLE and _as_if_existing(m.candidates[0]))
        or (stay and _resolved_in_stay(m, context.text_of(m.document_id)))
    ]


def _resolved_in_stay(mention: Mention, text: str) -> bool:
    """Whether a line of the stay's diagnoses names it and says that it resolved."""
    return (
        mention.assertion is Assertion.HISTORICAL
        and mention.sentence.section is SectionKind.ASSESSMENT
        and opens_line(mention, text)
        and _RESOLVED.search(text, mention.end, mention.sentence.end) is not None
        and _LONG_AGO.search(text, mention.end, mention.sentence.end) is None
    )


def _as_if_existing(code: str) -> bool:
    return not confirmed_only(code) and not is_act(code)


def _weights(
    mentions: Sequence[Mention], context: AuditContext, reasons: Reasons
) -> dict[Mention, float]:
    """The weight of each mention; a symptom named with its cause in one statement has none.

    Of each that weighs too little the reason is noted.
    """
    stay = context.bundle.encounter.setting is Setting.INPATIENT
    definitive = [m for m in mentions if not is_symptom(m.candidates[0])]
    diagnosed = any(
        m.sentence.section in _ASSESSED and opens_line(m, context.text_of(m.document_id))
        for m in definitive
    )
    stated: defaultdict[tuple[str, int], list[Mention]] = defaultdict(list)
    for mention in definitive:
        stated[mention.document_id, mention.sentence.start].append(mention)
    found = {}
    for mention in mentions:
        found[mention] = weight(mention, context, diagnosed=diagnosed)
        cause = ""
        if is_symptom(mention.candidates[0]):
            beside = stated.get((mention.document_id, mention.sentence.start), ())
            text = context.text_of(mention.document_id)
            cause = next((m.text for m in beside if explains(m, mention, text)), "")
            if cause or (beside and diagnosed):
                found[mention] = min(found[mention], THRESHOLD / 2)
        if found[mention] < THRESHOLD:
            why = too_light(mention, " ".join(cause.split()), diagnosed=diagnosed, stay=stay)
            reasons.note([mention], why)
    return found | _background_alone(found, context)


def _background_alone(weights: dict[Mention, float], context: AuditContext) -> dict[Mention, float]:
    """Weights of what an assessment retells as background, where it names nothing else.

    `32 year old at 34 weeks with gestational diabetes` may be all that the assessment says.
    """
    assessed = {m: w for m, w in weights.items() if m.sentence.section in _ASSESSED}
    if any(weight >= THRESHOLD for weight in assessed.values()):
        return {}
    return {m: BACKGROUND_ALONE for m, w in assessed.items() if in_background(m, context)}


def _proposals(
    mentions: Sequence[Mention],
    weights: dict[Mention, float],
    context: AuditContext,
    reasons: Reasons,
) -> Iterator[Proposal]:
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
        confidence = _confidence([weights[m] for m in group])
        if confidence < THRESHOLD:
            continue
        if all(m.read_as for m in group):
            confidence = round(max(THRESHOLD, confidence - _MISSPELT), 2)
        leading = max(
            (m for m in group if m.side is side), key=lambda m: (weights[m], m.score, -m.start)
        )
        codes = [c for c in leading.candidates if context.catalog.is_billable(c)]
        if not codes or _unstated(leading, codes[0], weights) or _thin(leading, codes[0]):
            reasons.note(group, unfit(leading, codes[0] if codes else ""))
            continue
        chosen = codes[:2] if side is Side.BILATERAL and _two_sided(codes, context) else codes[:1]
        for code in chosen:
            yield Proposal(
                code=code,
                mentions=tuple(sorted(group, key=lambda m: (-weights[m], m.start))),
                beaten=tuple(c for c in leading.candidates if c not in chosen),
                confidence=confidence,
            )


def _unstated(mention: Mention, code: str, weights: dict[Mention, float]) -> bool:
    """Whether words alone do not suffice for the code: an examination must be what the encounter is
    for, and so open a line of the assessment."""
    headed = weights[mention] >= HEADED and mention.sentence.section in _ASSESSED
    return never_proposed(code) and not (headed and is_examination(mention))


def _thin(mention: Mention, code: str) -> bool:
    """Whether one word is all there is for a status or encounter code."""
    return code.startswith("Z") and mention.score < _FEW_WORDS


def _two_sided(codes: Sequence[str], context: AuditContext) -> bool:
    found = [context.catalog.attributes(code) for code in codes[:2]]
    return {a.side for a in found if a} == {"right", "left"}


def _confidence(weights: Sequence[float]) -> float:
    """The best mention's weight; repeats add a little, but lift nothing over the threshold."""
    best = max(weights)
    if best < THRESHOLD:
        return best
    repeats = min(_MOST_REPEATS, len(weights) - 1)
    return round(min(0.95, best + _REPEATED * repeats), 2)


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
