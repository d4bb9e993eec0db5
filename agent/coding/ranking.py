"""The codes that a chart may need, best first: what a coder, of whatever kind, chooses among."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from agent.coding.order import best_first
from agent.coding.standing import standings
from agent.context import AuditContext

#: What a place among codes found by meaning counts beside one found by words, and how little the
#: first places count more than the next.
_MEANT, _FLAT = 0.5, 10


def ranked_candidates(context: AuditContext, limit: int = 50) -> tuple[str, ...]:
    """At most `limit` billable codes for all documents together, best first, none twice.

    `standing` tells where they come from, `order` how they are put in order. Where the catalog was
    opened with `semantic`, codes that clauses mean in words of their own are merged with these.
    """
    ranked = best_first(standings(context))
    if context.catalog.catalog.semantic:
        from agent.coding.meant import codes_by_meaning

        ranked = merged(ranked, codes_by_meaning(context.documents, context.catalog))
    return tuple(ranked[:limit])


def merged(worded: Iterable[str], meant: Iterable[str]) -> list[str]:
    """Two rankings as one: a code counts by its places in both (reciprocal rank fusion)."""
    counts: defaultdict[str, float] = defaultdict(float)
    for codes, share in ((worded, 1.0), (meant, _MEANT)):
        for place, code in enumerate(codes):
            counts[code] += share / (_FLAT + place)
    return sorted(counts, key=lambda code: -counts[code])
