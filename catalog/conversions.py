"""What stands in for a code on a date: successors, predecessors, codes of nearly its form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from catalog.codes import canonical, compact

if TYPE_CHECKING:
    from catalog.lookup import CatalogView


def successors(view: CatalogView, code: str, ended: date | None) -> tuple[tuple[str, ...], str]:
    """What took over from a code that ended on a day, and the conversion that says so."""
    found = _converted(view, "SELECT new FROM conversion WHERE old = ? ORDER BY new", code)
    if found:
        return found, "MS-DRG conversion of codes"
    from catalog.code_sets.replacements import added_replacements

    return added_replacements(view, code, ended)


def predecessors(view: CatalogView, code: str) -> tuple[str, ...]:
    """What is billed until a code takes over."""
    found = _converted(view, "SELECT old FROM conversion WHERE new = ? ORDER BY old", code)
    if found:
        return found
    bare = compact(code)
    shorter = (canonical(bare[:length]) for length in range(len(bare) - 1, 2, -1))
    return tuple(c for c in shorter if view.is_billable(c))[:1]


def nearest_by_shape(view: CatalogView, code: str, limit: int) -> tuple[str, ...]:
    """Billable codes one character away, then those that share the longest beginning."""
    bare = compact(code)
    for length in range(min(len(bare), 6), 2, -1):
        near = [c for c in view.billable_below(bare[:length]) if compact(c) != bare]
        if near:
            return tuple(sorted(near, key=lambda c: (_distance(compact(c), bare), c))[:limit])
    return ()


def _converted(view: CatalogView, sql: str, code: str) -> tuple[str, ...]:
    """Follow the conversion table until codes billable on the date are reached."""
    seen, frontier, found = {compact(code)}, [compact(code)], []
    while frontier:
        for (row,) in view.catalog.query(sql, frontier.pop()):
            if row in seen:
                continue
            seen.add(row)
            if view.is_billable(row):
                found.append(canonical(row))
            else:
                frontier.append(row)
    return tuple(sorted(found))


def _distance(one: str, other: str) -> int:
    """Characters that differ place by place, a missing one counting as different."""
    width = max(len(one), len(other))
    return sum(a != b for a, b in zip(one.ljust(width), other.ljust(width), strict=True))
