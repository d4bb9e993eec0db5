"""Injuries billed in another phase of care than the chart tells of."""

from __future__ import annotations

from agent.context import AuditContext, Billed
from agent.models import EvidenceSpan
from agent.rules.evidence import mentions_of
from agent.rules.kept import kept
from agent.rules.phase import Phase, phase_of, phase_of_code
from agent.rules.quoting import sentence
from catalog.sites import within

#: The plain 7th characters. Others tell open fractures and troubled healing apart, which the words
#: for a phase alone do not.
_CHARACTER = {Phase.ACTIVE: "A", Phase.HEALING: "D"}


@kept
def told_otherwise(
    context: AuditContext,
) -> tuple[tuple[Billed, str, Phase, list[EvidenceSpan]], ...]:
    """Each such injury with its right code, the phase that the chart tells of, and the words."""
    injuries = [b for b in context.billable if b.code[0] in "ST" and b.code[-1] in "AD"]
    if not injuries:
        return ()
    phase, words = phase_of(context)
    if phase is None or phase not in _CHARACTER:
        return ()
    found = []
    for billed in injuries:
        right = billed.code[:-1] + _CHARACTER[phase]
        stated = _of_injury(context, billed, words)
        if not stated and phase is Phase.ACTIVE and len(injuries) == 1:
            stated = _of_complaint(context, billed, words)
        if (
            stated
            and right not in context.billed_codes
            and phase_of_code(context.catalog, billed.code) is not phase
            and phase_of_code(context.catalog, right) is phase
        ):
            found.append((billed, right, phase, stated))
    return tuple(found)


def _of_injury(
    context: AuditContext, billed: Billed, words: tuple[EvidenceSpan, ...]
) -> list[EvidenceSpan]:
    """Sentences that name the injury and hold words for the phase."""
    return _holding(words, [sentence(context, m) for m in mentions_of(context, billed.code)])


def _of_complaint(
    context: AuditContext, billed: Billed, words: tuple[EvidenceSpan, ...]
) -> list[EvidenceSpan]:
    """Sentences that tell of anything at the site of the injury and hold words for the phase."""
    attributes = context.catalog.attributes(billed.code)
    site = attributes.site if attributes else None
    if site is None:
        return []
    there = [
        m for m in context.mentions if m.site and (within(m.site, site) or within(site, m.site))
    ]
    return _holding(words, [sentence(context, m) for m in there])


def _holding(words: tuple[EvidenceSpan, ...], sentences: list[EvidenceSpan]) -> list[EvidenceSpan]:
    return [
        span
        for span in dict.fromkeys(sentences)
        if any(
            span.document_id == w.document_id and span.start <= w.start and w.end <= span.end
            for w in words
        )
    ]
