"""Categories of billed codes that are invalid as written, so that one mistake is one finding."""

from __future__ import annotations

from agent.context import AuditContext
from agent.rules.kept import kept
from catalog import CodeState, canonical, compact

#: Letters that are written for digits.
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5"})


@kept
def unsettled_categories(context: AuditContext) -> frozenset[str]:
    """What invalid codes were likely meant for: their own category, or that of the nearest code.

    Whether such a code meets a note's demand is known once it is mended.
    """
    view = context.catalog
    found: set[str] = set()
    if len(context.billable) == len(context.billed):
        return frozenset()
    for billed in context.billed:
        if view.is_billable(billed.code):
            continue
        bare = compact(billed.code)
        found.add(billed.code[:3])
        found.add(canonical(bare[:1] + bare[1:].translate(_LOOK_ALIKES))[:3])
        status = view.status(billed.code)
        if status.state is CodeState.UNKNOWN:
            found.update(code[:3] for code in status.replacements[:1])
    return frozenset(found)
