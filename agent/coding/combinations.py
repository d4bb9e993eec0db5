"""Conditions that belong together: one combination code for two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.coding.together import Evidence, evidence, joined
from agent.context import AuditContext, Mention, Proposal, SectionKind
from catalog.combinations import Combination, Complication, combinations, diabetes

#: Words that sever the presumed relation where they stand in a statement of either condition.
_UNRELATED = re.compile(
    r"\b(?:unrelated|not (?:related|due|secondary|attributed))\b", re.IGNORECASE
)

_TYPE = re.compile(
    r"\btype\W?(?:1|2|i|ii|one|two)\b|\bt[12]dm?\b|\bdm\W?[12]\b|\b[in]iddm\b", re.IGNORECASE
)
_DEFAULT_TYPE = "E11"
#: Bacteria, viruses and other agents as the cause of diseases classified elsewhere.
ORGANISMS = ("B95", "B96", "B97")
_ASSESSED = frozenset([SectionKind.ASSESSMENT, SectionKind.PLAN])


def combined(
    proposals: Iterable[Proposal], present: Sequence[Mention], context: AuditContext
) -> tuple[Proposal, ...]:
    """The proposals with combinations made, each citing the guideline that it rests on.

    `present` are the mentions that may be coded. Nothing is combined where the record says that the
    two are unrelated, nor where a combination asks for words that join the two and there are none.
    """
    found = list(proposals)
    found = _one_type(found, present, context)
    categories = {p.code[:3] for p in found}
    for row in combinations():
        if not row.categories.isdisjoint(categories):
            _combine(found, row, present, context)
            categories = {p.code[:3] for p in found}
    _complicate(found, present, context)
    return tuple(p for p in found if not _astray(p, found, context))


def _astray(proposal: Proposal, found: Sequence[Proposal], context: AuditContext) -> bool:
    """Whether it is an organism that the assessment joins to no infection: a culture that grew it
    is a result, and the provider says what it means (B95-B97 are additional codes)."""
    if not proposal.code.startswith(ORGANISMS) or not any(
        m.sentence.section in _ASSESSED for m in proposal.mentions
    ):
        return False
    infections = [
        m
        for p in found
        if p is not proposal and not p.code.startswith(ORGANISMS)
        for m in p.mentions
    ]
    return not any(
        joined(infection, mention, context)
        for mention in proposal.mentions
        for infection in infections
    ) and all(c.startswith(ORGANISMS) for m in proposal.mentions for c in m.candidates)


def _combine(
    found: list[Proposal], row: Combination, present: Sequence[Mention], context: AuditContext
) -> None:
    for one in [p for p in found if p.code.startswith(row.one)]:
        code = row.code_for(one.code)
        if not context.catalog.is_billable(code):
            continue
        others = evidence(one, row.other, row.link, found, present, context)
        if row.beside:
            beside = evidence(one, row.beside, row.link, found, present, context)
            others = (*others, *beside) if others and beside else ()
        if not others or _severed([one, *(each.proposal for each in others)], context):
            continue
        _replace(found, one, code, others, row.cites, keeps_one=row.keeps_one)
        if row.keeps_other:
            _keep(found, others)
        else:
            _drop(found, others)
        return


def _complicate(found: list[Proposal], present: Sequence[Mention], context: AuditContext) -> None:
    """Diabetes with what it brings about: as many codes as there are complications (I.C.4.a)."""
    known = diabetes()
    kinds = {p.code[:3] for p in found if p.code.startswith(known.types)}
    if len(kinds) != 1:
        return
    kind = kinds.pop()
    for row in known.complications:
        code = f"{kind}.{row.ending}"
        taken = (code, *(f"{kind}.{ending}" for ending in row.unless))
        heads = [p for p in found if p.code.startswith(kind)]
        others = _complication(heads, row, found, present, context)
        if (
            not others
            or not context.catalog.is_billable(code)
            or _severed([heads[0], *(each.proposal for each in others)], context)
        ):
            continue
        if not any(p.code.startswith(taken) for p in heads):
            plain = next((p for p in heads if p.code == f"{kind}.9"), None)
            head = plain or heads[0]
            _replace(found, head, code, others, known.cites, keeps_one=plain is None)
        elif row.unless and not any(p.code == code for p in heads):
            continue
        if row.stays:
            _keep(found, others)
        else:
            _drop(found, others)
    heads = [p for p in found if p.code.startswith(kind)]
    if len(heads) > 1:
        found[:] = [p for p in found if p.code != f"{kind}.9"]


def _one_type(
    found: Sequence[Proposal], present: Sequence[Mention], context: AuditContext
) -> list[Proposal]:
    """The proposals with one type of diabetes: the one that the chart names, where words such as
    `diabetic retinopathy` name none (E11 by default, I.C.4.a.2)."""
    named = {
        m.candidates[0][:3]
        for m in present
        if _TYPE.search(m.text) and _of_diabetes(m.candidates[0])
    }
    if len(named) != 1:
        return list(found)
    kind = named.pop()
    kept = []
    for proposal in found:
        code = f"{kind}{proposal.code[3:]}"
        changed = (
            proposal.code.startswith(_DEFAULT_TYPE)
            and kind != _DEFAULT_TYPE
            and not any(_TYPE.search(m.text) for m in proposal.mentions)
            and context.catalog.is_billable(code)
        )
        kept.append(replace(proposal, code=code) if changed else proposal)
    return kept


def _of_diabetes(code: str) -> bool:
    return code.startswith(diabetes().types)


def _complication(
    heads: Sequence[Proposal],
    row: Complication,
    found: Sequence[Proposal],
    present: Sequence[Mention],
    context: AuditContext,
) -> tuple[Evidence, ...]:
    for head in heads:
        others = evidence(head, row.codes, row.link, found, present, context, said=row.said)
        if others:
            return others
    return ()


def _replace(
    found: list[Proposal],
    one: Proposal,
    code: str,
    others: Sequence[Evidence],
    cites: Sequence[str],
    *,
    keeps_one: bool,
) -> None:
    """Put the combination code in the place of `one`, or after it where it stays."""
    beaten = () if keeps_one else (one.code, *one.beaten)
    own = one.mentions[:1] if keeps_one else one.mentions
    joined = replace(
        one,
        code=code,
        mentions=tuple(dict.fromkeys((*own, *(each.mention for each in others)))),
        beaten=tuple(dict.fromkeys(beaten)),
        citations=tuple(dict.fromkeys((*(() if keeps_one else one.citations), *cites))),
        confidence=min(one.confidence, *(each.proposal.confidence for each in others)),
    )
    place = found.index(one)
    same = next((p for p in found if p.code == code and p is not one), None)
    if same is not None:
        found[found.index(same)] = replace(
            max(same, joined, key=lambda p: p.confidence),
            mentions=tuple(dict.fromkeys((*same.mentions, *joined.mentions))),
            citations=tuple(dict.fromkeys((*same.citations, *joined.citations))),
        )
        if not keeps_one:
            found.remove(one)
    elif keeps_one:
        found.insert(place + 1, joined)
    else:
        found[place] = joined


def _keep(found: list[Proposal], others: Sequence[Evidence]) -> None:
    """See that the other conditions are proposed too, for a note asks for them."""
    for other in others:
        if all(p.code != other.proposal.code for p in found):
            found.append(other.proposal)


def _drop(found: list[Proposal], others: Sequence[Evidence]) -> None:
    for other in others:
        found[:] = [p for p in found if p is not other.proposal]


def _severed(proposals: Sequence[Proposal], context: AuditContext) -> bool:
    return any(
        _UNRELATED.search(context.text_of(m.document_id), m.sentence.start, m.sentence.end)
        for proposal in proposals
        for m in proposal.mentions
    )
