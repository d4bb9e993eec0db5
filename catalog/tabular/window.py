"""When a Tabular List is in force, told by its codes: they are the billable codes of those days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from catalog.codes import compact
from catalog.lookup import Catalog

_DAY = timedelta(days=1)


def window_of(
    billable: Iterable[str], fiscal_year: int, catalog: Catalog
) -> tuple[date, date] | None:
    """First and last day of the fiscal year on which just these codes are billable.

    The Medicare Code Editor's dated table is the measure, so that a release of January or April is
    told from that of October though all state the same year. None when no day fits.
    """
    codes = {compact(code) for code in billable}
    first, last = date(fiscal_year - 1, 10, 1), date(fiscal_year, 9, 30)
    turns = {first, *_turns(catalog, first, last)}
    fitting = [
        (start, end)
        for start, end in _spans(sorted(turns), last)
        if codes == {compact(code) for code in catalog.on(start).all_billable()}
    ]
    return (fitting[0][0], fitting[-1][1]) if fitting else None


def _turns(catalog: Catalog, first: date, last: date) -> set[date]:
    """Days after the first on which a code begins, or is ended."""
    starts = catalog.query(
        "SELECT DISTINCT start FROM validity WHERE start > ? AND start <= ?", str(first), str(last)
    )
    ends = catalog.query(
        "SELECT DISTINCT end FROM validity WHERE end >= ? AND end < ?", str(first), str(last)
    )
    return {date.fromisoformat(day) for (day,) in starts} | {
        date.fromisoformat(day) + _DAY for (day,) in ends
    }


def _spans(starts: list[date], last: date) -> list[tuple[date, date]]:
    ends = [start - _DAY for start in starts[1:]]
    return list(zip(starts, [*ends, last], strict=True))
