"""The codes that a chart may need, best first: what a coder, of whatever kind, chooses among."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from agent.coding.offer import billable, in_turn, searched, unread
from agent.coding.weighing import weight
from agent.context import Assertion, AuditContext, Mention

_ABSENT = frozenset({Assertion.NEGATED, Assertion.FAMILY, Assertion.HYPOTHETICAL})


def ranked_candidates(context: AuditContext, limit: int = 50) -> tuple[str, ...]:
    """At most `limit` billable codes for all documents together, best first, none twice.

    First the codes proposed, by confidence; then the candidates of the mentions, each mention in
    its turn, those that weigh most first; a header stands for the billable codes below it. Last
    what a search offers for sentences in which nothing was read.
    """
    catalog = context.catalog
    proposed = (p.code for p in sorted(context.proposals, key=lambda p: -p.confidence))
    read = in_turn([list(billable(m.candidates, catalog)) for m in _weightiest(context)])
    ranked = chain(proposed, read, _searched(context))
    return tuple(islice(dict.fromkeys(ranked), limit))


def _weightiest(context: AuditContext) -> list[Mention]:
    return sorted(
        context.mentions,
        key=lambda m: (m.assertion in _ABSENT, -weight(m, context, diagnosed=True), m.start),
    )


def _searched(context: AuditContext) -> Iterator[str]:
    sentences = (words for document in context.documents for words in unread(document))
    return in_turn([list(searched(words, context.catalog)) for words in sentences])
