"""Replacements of a deleted code from a conversion table that the user has added.

The conversion that is shipped (MS-DRG) answers first; this one where that has nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.code_sets.conversion_tables import ConversionTable
    from catalog.lookup import CatalogView


def added_replacements(
    view: CatalogView, code: str, ended: date | None
) -> tuple[tuple[str, ...], str]:
    """Codes billable on the date that took over from `code`, and the table that says so.

    `ended` is the code's last day. A row counts where its code began on the day after: the table
    names ranges, which cover codes that ended in other years too. Codes that ended since are
    followed to those billable on the date. Both are empty without a table or an answer.
    """
    table = view.catalog.releases.conversion_table(view.date)
    if table is None or ended is None:
        return (), ""
    found = _followed(view, table, code, ended)
    edition = table.edition
    return (tuple(sorted(found)), f"{edition.name}, {edition.edition}") if found else ((), "")


def _followed(view: CatalogView, table: ConversionTable, code: str, ended: date) -> set[str]:
    seen, frontier, found = {code}, [(code, ended)], set()
    while frontier:
        old, last = frontier.pop()
        for conversion in table.replacements(old):
            if conversion.code in seen or conversion.start != last + timedelta(days=1):
                continue
            seen.add(conversion.code)
            if view.is_billable(conversion.code):
                found.add(conversion.code)
            elif (until := view.status(conversion.code).valid_to) is not None:
                frontier.append((conversion.code, until))
    return found
