"""A side that the assessment leaves out and the rest of the chart gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.context import Assertion, AuditContext, Mention, Proposal, Side

#: What is no longer there, or an implant, says nothing of the side of a disease.
_STATUS = "Z"
_SPOKEN = frozenset([Assertion.AFFIRMED, Assertion.POSSIBLE])


def with_sides(proposals: Sequence[Proposal], context: AuditContext) -> tuple[Proposal, ...]:
    """Proposals of a code that leaves the side open, with the side of all else at their site.

    `Right knee pain` in the history says which knee has the contusion of the assessment, as long as
    the chart speaks of no other knee. The mention that gives the side supports the proposal too.
    """
    return tuple(_with_side(proposal, context) for proposal in proposals)


def _with_side(proposal: Proposal, context: AuditContext) -> Proposal:
    known = context.catalog.attributes(proposal.code)
    if (
        known is None
        or known.side != "unspecified"
        or known.site is None
        or any(m.side is not None for m in proposal.mentions)
    ):
        return proposal
    sided = [
        m
        for m in context.mentions
        if m.site == known.site
        and m.side is not None
        and m.assertion in _SPOKEN
        and not m.candidates[0].startswith(_STATUS)
    ]
    sides = {m.side for m in sided}
    if len(sides) != 1 or Side.BILATERAL in sides:
        return proposal
    code = _at(proposal.code, known.site, sided[0], context)
    if code is None:
        return proposal
    return replace(
        proposal,
        code=code,
        mentions=(*proposal.mentions, sided[0]),
        beaten=tuple(dict.fromkeys((proposal.code, *proposal.beaten))),
    )


def _at(code: str, site: str, sided: Mention, context: AuditContext) -> str | None:
    """The one code that differs in its side alone; several differ in more (the fingers)."""
    fitting = [
        other
        for other in context.catalog.variants(code)
        if (found := context.catalog.attributes(other)) is not None
        and found.site == site
        and found.side == sided.side
    ]
    return fitting[0] if len(fitting) == 1 else None
