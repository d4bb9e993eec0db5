"""What distinguishes the code sets of two fiscal years, with titles and replacements.

From the order files where those of both years are in the library; else from the dated table that is
shipped, which knows no titles, so that revised titles are then not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from catalog.code_sets.addenda import Change
from catalog.code_sets.editions import as_begun, as_ended, is_undone
from catalog.code_sets.order_changes import OrderChanges, Revision, diff_orders
from catalog.code_sets.orders import OrderFile, OrderLine
from catalog.history import CodeHistory, Happening, code_set_difference, dated_history
from catalog.library.official import Edition, Kind
from catalog.lookup import Catalog
from catalog.release import end_of_fiscal_year


class ChangedCode(NamedTuple):
    """A code that came or went, or that turned from billable to header or back.

    `day` is its first day as what it became, or its last as what it was, where that is known.
    `codes` are those that it takes over from, or that replace it.
    """

    code: str
    title: str
    day: date | None
    codes: tuple[str, ...]


class RevisedTitle(NamedTuple):
    """A title that changed; the short ones where the long title is the same."""

    code: str
    before: str
    after: str
    short: bool


class HeaderChanges(NamedTuple):
    """Headers that came, went or have another title; those that were codes before are among
    `added`, those that became billable among `deleted`, as in the addenda."""

    added: tuple[ChangedCode, ...]
    deleted: tuple[ChangedCode, ...]
    revised: tuple[RevisedTitle, ...]


class AddendaCheck(NamedTuple):
    """The official addenda of the later edition beside what was found.

    The two tuples are codes of changes that only the one or the other has.
    """

    source: str
    unlisted: tuple[str, ...]
    unfound: tuple[str, ...]


class YearDifference(NamedTuple):
    """How fiscal year `after` differs from `before`: its first edition against the other's last.

    Of one year twice, its last edition against its first. `editions` are the two order files
    compared; empty where the dated table answered, and then `revised`, `headers` are None.
    A code that became a header is among `deleted` too, as in the addenda.
    """

    before: int
    after: int
    editions: tuple[Edition, ...]
    added: tuple[ChangedCode, ...]
    deleted: tuple[ChangedCode, ...]
    became_header: tuple[ChangedCode, ...]
    became_billable: tuple[ChangedCode, ...]
    revised: tuple[RevisedTitle, ...] | None
    headers: HeaderChanges | None
    addenda: AddendaCheck | None

    @property
    def exact(self) -> bool:
        """Whether the order files answered, so that revised titles are told."""
        return bool(self.editions)


def years_at_hand(catalog: Catalog) -> tuple[int, ...]:
    """The fiscal years whose order file, or list of changes, is in the library."""
    held = (*catalog.releases.at_hand(Kind.ORDER_FILE), *catalog.releases.at_hand(Kind.CHANGE_LIST))
    return tuple(sorted({end_of_fiscal_year(each.effective_from).year for each in held}))


def difference_of_years(catalog: Catalog, before: int, after: int) -> YearDifference:
    """What fiscal year `after` has otherwise than `before`. Raises OfficialFileError when an
    order file in the library is damaged."""
    lives = _Lives(catalog)
    files = _editions(catalog, before, after)
    if files is None:
        return _dated(catalog, lives, before, after)
    old, new = files
    found = diff_orders(old.lines, new.lines)
    return YearDifference(
        before,
        after,
        (old.edition, new.edition),
        lives.came(found.added),
        lives.went(found.deleted),
        lives.went(found.became_header),
        lives.came(found.became_billable),
        tuple(map(_revised, found.revised)),
        HeaderChanges(
            lives.plain(found.headers_added),
            lives.plain(found.headers_deleted),
            tuple(map(_revised, found.headers_revised)),
        ),
        _check(found, new) if after - before <= 1 and not is_undone(old) else None,
    )


def _editions(catalog: Catalog, before: int, after: int) -> tuple[OrderFile, OrderFile] | None:
    first, last = (as_begun, as_ended) if before == after else (as_ended, as_begun)
    old = first(catalog.releases, before)
    new = last(catalog.releases, after) if old else None
    return (old, new) if old and new else None


def _dated(catalog: Catalog, lives: _Lives, before: int, after: int) -> YearDifference:
    opening = {year: date(year - 1, 10, 1) for year in (before, after)}
    closing = {year: date(year, 9, 30) for year in (before, after)}
    same = before == after
    days = opening[before] if same else closing[before], closing[after] if same else opening[after]
    found = code_set_difference(catalog, *days)
    # The releases near the two days may be too old or too new to have the code.
    views = [catalog.on(day) for day in (days[1], days[0], catalog.tabular.effective_from)]

    def lines(codes: Iterable[str]) -> list[OrderLine]:
        titles = ((code, (view.title(code) for view in views)) for code in codes)
        return [OrderLine(code, True, "", next(filter(None, held), "")) for code, held in titles]

    return YearDifference(
        before,
        after,
        (),
        lives.came(lines(found.added)),
        lives.went(lines(found.deleted)),
        lives.went(lines(found.became_header)),
        lives.came(lines(found.became_billable)),
        None,
        None,
        None,
    )


class _Lives:
    """Days and replacements of changed codes, from the dated table and the conversions."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def came(self, lines: Iterable[OrderLine]) -> tuple[ChangedCode, ...]:
        return tuple(self._came(line, dated_history(self._catalog, line.code)) for line in lines)

    def went(self, lines: Iterable[OrderLine]) -> tuple[ChangedCode, ...]:
        return tuple(self._went(line, dated_history(self._catalog, line.code)) for line in lines)

    def plain(self, lines: Iterable[OrderLine]) -> tuple[ChangedCode, ...]:
        return tuple(ChangedCode(line.code, line.title, None, ()) for line in lines)

    def _came(self, line: OrderLine, life: CodeHistory) -> ChangedCode:
        day = life.billable[-1].start if life.billable else None
        return ChangedCode(line.code, line.title, day, _codes(life, Happening.TAKES_OVER_FROM))

    def _went(self, line: OrderLine, life: CodeHistory) -> ChangedCode:
        day = life.billable[-1].end if life.billable else None
        return ChangedCode(line.code, line.title, day, _codes(life, Happening.REPLACED_BY))


def _codes(life: CodeHistory, what: Happening) -> tuple[str, ...]:
    return tuple(code for event in life.events if event.what is what for code in event.codes)


def _revised(found: Revision) -> RevisedTitle:
    old, new = found
    if old.title == new.title:
        return RevisedTitle(new.code, old.short_title, new.short_title, short=True)
    return RevisedTitle(new.code, old.title, new.title, short=False)


def _check(found: OrderChanges, new: OrderFile) -> AddendaCheck | None:
    """The changes found against those that the later edition's own addenda list."""
    if not new.changes:
        return None
    listed = {_key(change) for change in new.changes}
    made = set(_as_listed(found))
    return AddendaCheck(
        new.edition.source,
        tuple(sorted({code for _, code, _, _ in made - listed})),
        tuple(sorted({code for _, code, _, _ in listed - made})),
    )


def _key(change: Change) -> tuple[str, str, bool, str]:
    return change.action, change.code, change.billable, change.title


def _as_listed(found: OrderChanges) -> Iterator[tuple[str, str, bool, str]]:
    """The changes in the words of the addenda."""
    actions: tuple[tuple[str, Iterable[OrderLine]], ...] = (
        ("Add", (*found.added, *found.headers_added)),
        ("Delete", (*found.deleted, *found.headers_deleted)),
        ("Revise from", (r.before for r in (*found.revised, *found.headers_revised))),
        ("Revise to", (r.after for r in (*found.revised, *found.headers_revised))),
    )
    for action, lines in actions:
        for line in lines:
            yield action, line.code, line.billable, line.title
