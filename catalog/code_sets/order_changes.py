"""What one edition of the order file changes against another, counted as the addenda count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from catalog.code_sets.addenda import Counts
from catalog.code_sets.orders import OrderFile, OrderLine
from catalog.library.official import OfficialFileError
from catalog.release import fiscal_year


class Revision(NamedTuple):
    """A code or header that stands in both editions with another short or long title."""

    before: OrderLine
    after: OrderLine


class OrderChanges(NamedTuple):
    """The changes from one edition to another, in classification order.

    A code that became a header is among `deleted` and among `headers_added`, as in the addenda.
    """

    added: tuple[OrderLine, ...]
    deleted: tuple[OrderLine, ...]
    revised: tuple[Revision, ...]
    became_header: tuple[OrderLine, ...]
    became_billable: tuple[OrderLine, ...]
    headers_added: tuple[OrderLine, ...]
    headers_deleted: tuple[OrderLine, ...]
    headers_revised: tuple[Revision, ...]
    codes: Counts
    headers: Counts


def diff_orders(before: Iterable[OrderLine], after: Iterable[OrderLine]) -> OrderChanges:
    """The changes that lead from the lines of one order file to those of another."""
    old, new = list(before), list(after)
    codes = _compare(_by_code(old, billable=True), _by_code(new, billable=True))
    headers = _compare(_by_code(old, billable=False), _by_code(new, billable=False))
    old_headers = {line.code for line in old if not line.billable}
    new_headers = {line.code for line in new if not line.billable}
    return OrderChanges(
        codes.added,
        codes.deleted,
        codes.revised,
        tuple(line for line in codes.deleted if line.code in new_headers),
        tuple(line for line in codes.added if line.code in old_headers),
        headers.added,
        headers.deleted,
        headers.revised,
        codes.counts,
        headers.counts,
    )


def diff_years(editions: Iterable[OrderFile], from_year: int, to_year: int) -> OrderChanges:
    """What the fiscal year `to_year` brought: the last edition of the one year at hand against
    the first of the other. Of one year twice, its first edition against its last.

    Raises OfficialFileError when an edition is not at hand.
    """
    ordered = sorted(editions, key=lambda found: found.edition.effective_from)
    old, new = _of_year(ordered, from_year), _of_year(ordered, to_year)
    if from_year == to_year:
        return diff_orders(old[0].lines, new[-1].lines)
    return diff_orders(old[-1].lines, new[0].lines)


def _of_year(editions: list[OrderFile], year: int) -> list[OrderFile]:
    found = [held for held in editions if fiscal_year(held.edition.effective_from) == year]
    if not found:
        raise OfficialFileError(f"order file of FY{year}", "not at hand; add it to the catalog")
    return found


class _Comparison(NamedTuple):
    added: tuple[OrderLine, ...]
    deleted: tuple[OrderLine, ...]
    revised: tuple[Revision, ...]
    counts: Counts


def _by_code(lines: Iterable[OrderLine], *, billable: bool) -> dict[str, OrderLine]:
    return {line.code: line for line in lines if line.billable is billable}


def _compare(old: dict[str, OrderLine], new: dict[str, OrderLine]) -> _Comparison:
    added = tuple(line for code, line in new.items() if code not in old)
    deleted = tuple(line for code, line in old.items() if code not in new)
    revised = tuple(
        Revision(old[code], line) for code, line in new.items() if code in old and old[code] != line
    )
    counts = Counts(len(old), len(new), len(added), len(deleted), len(revised))
    return _Comparison(added, deleted, revised, counts)
