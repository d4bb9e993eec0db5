"""The codes that a chart may need, best first: what a coder, of whatever kind, chooses among."""

from __future__ import annotations

from agent.coding.order import best_first
from agent.coding.standing import standings
from agent.context import AuditContext


def ranked_candidates(context: AuditContext, limit: int = 50) -> tuple[str, ...]:
    """At most `limit` billable codes for all documents together, best first, none twice.

    `standing` tells where they come from, `order` how they are put in order.
    """
    return tuple(best_first(standings(context))[:limit])
