"""Billed codes that differ from each other in the side alone."""

from __future__ import annotations

from collections import Counter

from agent.context import AuditContext, Billed
from agent.rules.kept import kept
from agent.rules.specificity.sides import side_axis


@kept
def sides_billed(context: AuditContext) -> tuple[dict[str, Billed], ...]:
    """Conditions billed under more than one side: the codes by side, in claim order.

    Most claims have no two codes of one category, and are done with that.
    """
    billed = {b.code: b for b in reversed(context.billable)}
    categories = Counter(code[:3] for code in billed)
    found: dict[frozenset[str], dict[str, Billed]] = {}
    for code in reversed(billed):
        if categories[code[:3]] < 2:
            continue
        axis = side_axis(context.catalog, code)
        on_claim = {side: billed[other] for side, other in axis.items() if other in billed}
        if len(on_claim) > 1:
            found[frozenset(axis.values())] = on_claim
    return tuple(found.values())
