"""Codes that a proposed code's `use additional code` note asks for, where the chart documents them.

Obesity asks for the body mass index, diabetes for insulin and other drugs, a disease of the lungs
for tobacco, a complication of pregnancy for the weeks, an infection for its organism, an injury for
its cause. A mention in the history or the medications is enough there: the classification itself
says that the status bears on the condition (Official Guidelines I.A.17, I.B.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agent.coding.combinations import ORGANISMS
from agent.coding.measured import measured
from agent.coding.together import joined
from agent.coding.unspecified import says_more
from agent.coding.weighing import is_symptom, single_valued
from agent.context import Assertion, AuditContext, Mention, Proposal, SectionKind
from agent.models import Setting
from catalog import CatalogView

#: No more sure than a diagnosis in running text, however sure the code is that asks for it.
_MOST_SURE = 0.6
_ADDITIONAL = "useAdditionalCode"
_PASSED_OVER = frozenset([SectionKind.FAMILY_HISTORY, SectionKind.REVIEW_OF_SYSTEMS])
#: Readings of one mention that count: a liveborn is the newborn's record or the mother's outcome.
_READINGS = 2
#: A drug that was stopped, or given for the stay alone, is no long-term use (I.C.4.a.3).
_NOT_LASTING = re.compile(
    r"\b(?:stop(?:ped|ping)?|discontinue[ds]?|held|temporar\w+|sliding[- ]scale|correction scale|"
    r"drip|infusion|was given|received)\b",
    re.IGNORECASE,
)
_DRUGS = "Z79"
#: Where a note of a stay tells what the patient took before it.
_AT_HOME = frozenset([SectionKind.MEDICATIONS, SectionKind.PAST_HISTORY])
_EXTERNAL = "VWXY"
#: Official Guidelines I.C.20: voluntary, but for mandates that are on facilities.
_CAUSES_TOLD = frozenset([Setting.EMERGENCY, Setting.INPATIENT, Setting.OUTPATIENT])
EXTERNAL_CAUSES = "OCG:I.C.20"


def with_companions(proposals: Sequence[Proposal], context: AuditContext) -> tuple[Proposal, ...]:
    """The proposals and, once each, the documented codes that their notes ask for."""
    view = context.catalog
    codes = {proposal.code for proposal in proposals}
    found = list(proposals)
    for code, mentions in _documented(context).items():
        asking = None if code in codes else _asking(code, mentions, proposals, context)
        if asking is None or _unfit(code, found, view):
            continue
        base, citation = asking
        found.append(
            Proposal(
                code=code,
                mentions=tuple(mentions),
                citations=(citation,),
                confidence=round(min(_MOST_SURE, base.confidence), 2),
            )
        )
    return tuple(found)


def _documented(context: AuditContext) -> dict[str, list[Mention]]:
    """Codes that the chart's words come to, present and no symptom, with their mentions."""
    found: dict[str, list[Mention]] = {}
    for mention in (*context.mentions, *measured(context)):
        if (
            mention.assertion is not Assertion.AFFIRMED
            or mention.sentence.section in _PASSED_OVER
            or is_symptom(mention.candidates[0])
        ):
            continue
        for code in mention.candidates[:_READINGS]:
            if context.catalog.is_billable(code) and _lasts(code, mention, context):
                found.setdefault(code, []).append(mention)
    return found


def _lasts(code: str, mention: Mention, context: AuditContext) -> bool:
    """Whether what a drug's name comes to is the patient's lasting use of it."""
    if not code.startswith(_DRUGS):
        return True
    sentence, text = mention.sentence, context.text_of(mention.document_id)
    stay = context.bundle.encounter.setting is Setting.INPATIENT
    if stay and sentence.section not in _AT_HOME:
        return False
    return _NOT_LASTING.search(text, sentence.start, sentence.end) is None


def _asking(
    code: str, mentions: Sequence[Mention], proposals: Iterable[Proposal], context: AuditContext
) -> tuple[Proposal, str] | None:
    """The first proposal whose note asks for the code, and the note's citation."""
    if code[0] in _EXTERNAL:
        told = context.bundle.encounter.setting in _CAUSES_TOLD
        injury = next((p for p in proposals if told and _wants_cause(p.code)), None)
        return None if injury is None else (injury, EXTERNAL_CAUSES)
    organism = code.startswith(ORGANISMS)
    for proposal in proposals:
        if organism and not _joined(mentions, proposal, context):
            continue
        for reference in context.catalog.references(proposal.code, _ADDITIONAL):
            if reference.range.covers(code) and not reference.range.covers(proposal.code):
                return proposal, reference.note.citation
    return None


def _joined(mentions: Iterable[Mention], infection: Proposal, context: AuditContext) -> bool:
    """Whether a statement joins organism and infection; what a culture grew is but a result."""
    return any(joined(own, one, context) for own in infection.mentions for one in mentions)


def _wants_cause(code: str) -> bool:
    """Whether an injury takes an external cause; poisonings and adverse effects include theirs."""
    return code[0] == "S" or (code[0] == "T" and not "36" <= code[1:3] <= "65")


def _unfit(code: str, others: Iterable[Proposal], view: CatalogView) -> bool:
    """Whether the code may not stand beside a proposed one: by an Excludes1 note, a second value of
    what a patient has one of, because the other was chosen over it or says the same and more.
    """
    return any(
        view.excludes1(code, p.code)
        or code in p.beaten
        or (single_valued(code) and p.code[:3] == code[:3])
        or says_more(view, p.code, code)
        for p in others
    )
