"""Which words of the chart speak for a code."""

from __future__ import annotations

from collections.abc import Iterable

from agent.context import Assertion, AuditContext, Mention
from agent.models import EvidenceSpan
from catalog import compact


def mentions_of(context: AuditContext, code: str) -> tuple[Mention, ...]:
    """Mentions of the condition that a code stands for, in document order.

    Those on which the coder proposed the code, or else affirmed ones for which the catalog offers
    the code, an entry above it or one below it. The 7th character does not count, for it tells the
    encounter and not the condition. The code need not be valid.
    """
    proposed = [m for p in context.proposals if _stem(p.code) == _stem(code) for m in p.mentions]
    if proposed:
        return tuple(proposed)
    return tuple(
        mention
        for mention in context.mentions
        if mention.assertion is Assertion.AFFIRMED
        and any(_on_one_path(candidate, code) for candidate in mention.candidates)
    )


def quotes(mentions: Iterable[Mention]) -> tuple[EvidenceSpan, ...]:
    """The mentions as evidence, each place once."""
    return tuple(dict.fromkeys(mention.span() for mention in mentions))


def proposed_below(context: AuditContext, stem: str) -> tuple[str, ...]:
    """Proposed codes whose form begins with `stem`, in the coder's order."""
    bare = compact(stem)
    return tuple(p.code for p in context.proposals if compact(p.code).startswith(bare))


def _on_one_path(one: str, other: str) -> bool:
    first, second = sorted((_stem(one), _stem(other)), key=len)
    return second.startswith(first)


def _stem(code: str) -> str:
    return compact(code)[:6]
