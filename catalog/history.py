"""The life of a code: when it began and ended, became a header, was replaced and by what.

From the Medicare Code Editor's dated table and the conversions beside it, so no order file is
needed, except for titles that were revised. Dates before 1 October 2015, the table's first day, are
not known to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from catalog.codes import canonical, compact
from catalog.lookup import Catalog, CatalogView
from catalog.release import OPEN_END

_DAY = timedelta(days=1)


class Happening(StrEnum):
    """What befell a code on a day."""

    BEGAN = "began"
    BEGAN_AS_HEADER = "began as header"
    BECAME_HEADER = "became header"
    BECAME_BILLABLE = "became billable"
    ENDED = "ended"
    REPLACED_BY = "replaced by"
    PARTLY_REPLACED_BY = "partly replaced by"
    TAKES_OVER_FROM = "takes over from"
    TITLE_REVISED = "title revised"


class Period(NamedTuple):
    """Days from `start` to `end`, both included; None when no end is known."""

    start: date
    end: date | None


class CodeEvent(NamedTuple):
    """Something that befell a code; `codes` are the other codes concerned.

    `titles` are the old and the new one of a revision. `earliest` is the day from which on it
    may have happened, where the editions at hand do not tell it to the day.
    """

    day: date
    what: Happening
    codes: tuple[str, ...] = ()
    titles: tuple[str, str] | None = None
    earliest: date | None = None


class CodeHistory(NamedTuple):
    """A code's periods as billable code and as header, and its events in order of date.

    All are empty for a code that never was. Title revisions are among the events as far as order
    files are in the library.
    """

    code: str
    billable: tuple[Period, ...]
    header: tuple[Period, ...]
    events: tuple[CodeEvent, ...]


class CodeSetDifference(NamedTuple):
    """Codes of which the billable set differs between two days."""

    added: tuple[str, ...]
    deleted: tuple[str, ...]
    became_header: tuple[str, ...]
    became_billable: tuple[str, ...]


def history(source: Catalog | CatalogView, code: str) -> CodeHistory:
    """When the code began, ended, became a header, and what replaced it.

    >>> with Catalog.open() as catalog:
    ...     [str(event.what) for event in history(catalog, "M51.36").events]
    ['began', 'became header', 'replaced by']
    """
    catalog = source.catalog if isinstance(source, CatalogView) else source
    found = dated_history(catalog, code)
    events = [*found.events, *_title_revisions(catalog, found.code)]
    return found._replace(events=_in_order(events))


def is_eventful(source: Catalog | CatalogView, found: CodeHistory) -> bool:
    """Whether a code's history tells more than that it was there from the first day known."""
    catalog = source.catalog if isinstance(source, CatalogView) else source
    plain = {Happening.BEGAN, Happening.BEGAN_AS_HEADER}
    first = catalog.editor.effective_from
    return any(event.what not in plain or event.day > first for event in found.events)


def dated_history(catalog: Catalog, code: str) -> CodeHistory:
    """The history by the dated table alone, without title revisions."""
    bare = compact(code)
    own = _merged(catalog.query("SELECT start, end FROM validity WHERE code = ?", bare))
    below = _merged(
        catalog.query(
            "SELECT DISTINCT start, end FROM validity WHERE code > ? AND code < ?",
            bare,
            bare + "~",
        )
    )
    header = tuple(_without(below, own))
    events = [*_turns(own, header), *_conversions(catalog, bare, own)]
    return CodeHistory(canonical(code), own, header, _in_order(events))


def code_set_difference(catalog: Catalog, before: date, after: date) -> CodeSetDifference:
    """How the billable set of one day differs from that of another, in code order.

    Titles are not compared: that takes the order files, see `catalog.code_sets.order_changes`.
    """
    old, new = set(catalog.on(before).all_billable()), set(catalog.on(after).all_billable())
    return CodeSetDifference(
        tuple(sorted(new - old)),
        tuple(sorted(old - new)),
        tuple(sorted(old & _headers(new))),
        tuple(sorted(new & _headers(old))),
    )


def _in_order(events: Iterable[CodeEvent]) -> tuple[CodeEvent, ...]:
    order = list(Happening)
    return tuple(sorted(events, key=lambda event: (event.day, order.index(event.what))))


def _title_revisions(catalog: Catalog, code: str) -> Iterator[CodeEvent]:
    if not catalog.releases.at_hand("order_file"):
        return
    from catalog.code_sets.title_revisions import title_revisions

    for found in title_revisions(catalog.releases, code):
        yield CodeEvent(
            found.latest,
            Happening.TITLE_REVISED,
            titles=(found.before, found.after),
            earliest=found.earliest if found.earliest < found.latest else None,
        )


def _headers(codes: Iterable[str]) -> set[str]:
    """Every beginning of the codes, three characters and up: what stands above them."""
    bare = (compact(code) for code in codes)
    return {canonical(code[:length]) for code in bare for length in range(3, len(code))}


def _merged(rows: Iterable[tuple[str, ...]]) -> tuple[Period, ...]:
    """Periods from rows of start and end, those that touch or overlap made one."""
    found: list[tuple[date, date]] = []
    for start, end in sorted((date.fromisoformat(a), date.fromisoformat(b)) for a, b in rows):
        if found and start.toordinal() <= found[-1][1].toordinal() + 1:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(_period(start, end) for start, end in found)


def _period(start: date, end: date) -> Period:
    return Period(start, None if end.isoformat() == OPEN_END else end)


def _without(periods: Iterable[Period], taken: Iterable[Period]) -> Iterator[Period]:
    """The periods less the days of others, which must be in order."""
    for period in periods:
        start, last = period.start, period.end or date.max
        for other in taken:
            other_last = other.end or date.max
            if other_last < start or other.start > last:
                continue
            if other.start > start:
                yield _period(start, other.start - _DAY)
            if other_last >= last:
                break
            start = other_last + _DAY
        else:
            yield Period(start, period.end)


def _turns(own: tuple[Period, ...], header: tuple[Period, ...]) -> Iterator[CodeEvent]:
    own_ends, header_ends = {p.end for p in own}, {p.end for p in header}
    starts = {p.start for p in own} | {p.start for p in header}
    for period in own:
        turned = period.start - _DAY in header_ends
        yield CodeEvent(period.start, Happening.BECAME_BILLABLE if turned else Happening.BEGAN)
    for period in header:
        turned = period.start - _DAY in own_ends
        what = Happening.BECAME_HEADER if turned else Happening.BEGAN_AS_HEADER
        yield CodeEvent(period.start, what)
    for period in (*own, *header):
        if period.end and period.end + _DAY not in starts:
            yield CodeEvent(period.end, Happening.ENDED)


def _conversions(catalog: Catalog, bare: str, own: tuple[Period, ...]) -> Iterator[CodeEvent]:
    ended = {period.end + _DAY for period in own if period.end}
    for start, codes in _by_day(
        catalog.query("SELECT start, new FROM conversion WHERE old = ? ORDER BY new", bare)
    ):
        whole = start in ended
        yield CodeEvent(
            start, Happening.REPLACED_BY if whole else Happening.PARTLY_REPLACED_BY, codes
        )
    for start, codes in _by_day(
        catalog.query("SELECT start, old FROM conversion WHERE new = ? ORDER BY old", bare)
    ):
        yield CodeEvent(start, Happening.TAKES_OVER_FROM, codes)


def _by_day(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[date, tuple[str, ...]]]:
    days: dict[str, list[str]] = {}
    for start, code in rows:
        days.setdefault(start, []).append(canonical(code))
    for start, codes in sorted(days.items()):
        yield date.fromisoformat(start), tuple(codes)
