"""The order files of the library, by fiscal year: as a year began and as it ended.

CMS replaces a year's order file when codes change within the year. Where only the replaced one is
at hand, its own addenda lead back to the year's beginning. A list of changes stands in for the
order file of a year that has none.
"""

from __future__ import annotations

from datetime import date, timedelta

from catalog.code_sets.addenda import Change
from catalog.code_sets.change_list import open_change_list
from catalog.code_sets.orders import OrderFile, OrderLine, open_orders
from catalog.library.installed import Installed
from catalog.library.official import Kind, edition_name
from catalog.library.releases import Releases
from catalog.release import end_of_fiscal_year, fiscal_year

_OCTOBER, _APRIL = 10, 4
_DAY = timedelta(days=1)


def as_begun(releases: Releases, year: int) -> OrderFile | None:
    """The order file of a fiscal year's first edition; None when none of the year is at hand."""
    found = _of_year(releases, Kind.ORDER_FILE, year)
    if found:
        first = open_orders(found[0].path)
        return _without_april(first) or first
    return _from_change_list(releases, year)


def as_ended(releases: Releases, year: int) -> OrderFile | None:
    """The order file of a fiscal year's last edition; None when none of the year is at hand."""
    found = _of_year(releases, Kind.ORDER_FILE, year)
    return open_orders(found[-1].path) if found else _from_change_list(releases, year)


def is_undone(found: OrderFile) -> bool:
    """Whether the edition was led back from a later one, so that it has no addenda of its own."""
    first = found.edition.effective_from
    return found.edition.effective_to != end_of_fiscal_year(first)


def _of_year(releases: Releases, kind: Kind, year: int) -> list[Installed]:
    return [r for r in releases.at_hand(kind) if fiscal_year(r.effective_from) == year]


def _from_change_list(releases: Releases, year: int) -> OrderFile | None:
    lists = _of_year(releases, Kind.CHANGE_LIST, year)
    before = _of_year(releases, Kind.ORDER_FILE, year - 1)
    if not lists or not before:
        return None
    changes = open_change_list(lists[-1].path)
    lines = changes.apply(open_orders(before[-1].path).lines)
    return OrderFile(changes.edition, lines, ())


def _without_april(found: OrderFile) -> OrderFile | None:
    """The October edition from April's and its addenda; None where they do not lead there."""
    april = found.edition.effective_from
    if april.month != _APRIL or not found.changes:
        return None
    lines = {(line.code, line.billable): line for line in found.lines}
    for change in reversed(found.changes):
        place = (change.code, change.billable)
        if (change.action in {"Add", "Revise to"}) != (place in lines):
            return None
        if change.action in {"Add", "Revise to"}:
            del lines[place]
        else:
            lines[place] = _line(change)
    october = date(april.year - 1, _OCTOBER, 1)
    edition = found.edition._replace(
        edition=edition_name(october), effective_from=october, effective_to=april - _DAY
    )
    return OrderFile(edition, tuple(sorted(lines.values())), ())


def _line(change: Change) -> OrderLine:
    return OrderLine(change.code, change.billable, change.short_title, change.title)
