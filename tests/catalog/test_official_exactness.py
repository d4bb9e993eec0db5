"""The catalog's billable set equals the official order file, every fiscal year, code by code."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from official_files import fullest_addenda

from catalog import Catalog
from catalog.code_sets.change_list import read_change_list
from catalog.code_sets.order_changes import OrderChanges, diff_orders, diff_years
from catalog.code_sets.orders import OrderFile, read_orders
from catalog.history import code_set_difference
from catalog.release import end_of_fiscal_year

#: Official zips with the first day each is in force. CMS replaces a year's file when codes change
#: within the year, so that of FY2021 is January's and those of FY2022 to FY2024 are April's.
EDITIONS = [
    ("cms_2016_dx", date(2015, 10, 1), 69_823),
    ("cms_2017_dx", date(2016, 10, 1), 71_486),
    ("cms_2018_dx", date(2017, 10, 1), 71_704),
    ("cms_2019_dx", date(2018, 10, 1), 71_932),
    ("cms_2020_dx", date(2019, 10, 1), 72_184),
    ("cms_2021_dx", date(2021, 1, 1), 72_621),
    ("cdc_2022_oct_code_descriptions", date(2021, 10, 1), 72_748),
    ("cms_2022_dx", date(2022, 4, 1), 72_750),
    ("cms_2023_dx", date(2023, 4, 1), 73_674),
    ("cms_2024_dx", date(2024, 4, 1), 74_044),
    ("cms_2025_dx", date(2024, 10, 1), 74_260),
    ("cms_2026_dx", date(2025, 10, 1), 74_719),
]
#: Codes that began within a year after its only order file: U07.0 and U07.1, of 1 April 2020.
BEGAN_LATER = {"cms_2020_dx": {"U07.0", "U07.1"}}

#: Consecutive editions whose addenda lead from the one to the other.
STEPS = [
    (before, after)
    for (before, _, _), (after, _, _) in pairwise(EDITIONS)
    if after not in {"cms_2023_dx", "cms_2024_dx"}
]
#: Revised titles that the order files have and the official addenda do not list.
UNLISTED = {
    # Short titles only: 11 codes and 1 header.
    "cms_2018_dx": {
        *("H35.3113", "H35.3114", "H35.3123", "H35.3124", "H35.3133", "H35.3134"),
        *("H35.3193", "H35.3194", "P03.810", "P03.819", "R93.41", "Z05.7"),
    },
    # A blank put in: "[BMI]30.0" is "[BMI] 30.0".
    "cdc_2022_oct_code_descriptions": {"Z68.30", "Z68.41"},
}

pytestmark = pytest.mark.slow


@lru_cache(maxsize=2)
def _orders(path: Path) -> OrderFile:
    return read_orders(path)


@pytest.fixture
def orders(shared: Path) -> Path:
    return shared / "official" / "orders"


def test_every_fiscal_year_and_every_order_file_at_hand_is_compared(orders: Path) -> None:
    assert {end_of_fiscal_year(day).year for _, day, _ in EDITIONS} == set(range(2016, 2027))
    # The errata of 2022 hold procedure codes alone.
    at_hand = {path.stem for path in orders.glob("*.zip")} - {"cms_2022_errata"}
    assert at_hand == {name for name, _, _ in EDITIONS}


@pytest.mark.parametrize(("name", "day", "count"), EDITIONS)
def test_billable_set_of_the_first_day_equals_the_order_file(
    catalog: Catalog, orders: Path, name: str, day: date, count: int
) -> None:
    found = _orders(orders / f"{name}.zip")
    told = (found.edition.source, found.edition.effective_from, len(found.billable()))
    assert told == (f"{name}.zip", day, count)
    dated = set(catalog.on(day).all_billable())
    assert (sorted(dated - found.billable()), sorted(found.billable() - dated)) == ([], [])


@pytest.mark.parametrize(
    "name", [n for n, _, _ in EDITIONS if n != "cdc_2022_oct_code_descriptions"]
)
def test_billable_set_of_the_years_last_day_equals_the_years_last_order_file(
    catalog: Catalog, orders: Path, name: str
) -> None:
    found = _orders(orders / f"{name}.zip")
    last = found.edition.effective_to
    assert last is not None
    dated = set(catalog.on(last).all_billable())
    assert found.billable() - dated == frozenset()
    assert dated - found.billable() == BEGAN_LATER.get(name, set())


@pytest.mark.parametrize(
    ("name", "october"),
    [
        ("cms_2022_dx", date(2021, 10, 1)),
        ("cms_2023_dx", date(2022, 10, 1)),
        ("cms_2024_dx", date(2023, 10, 1)),
    ],
)
def test_billable_set_of_october_equals_the_april_file_without_what_april_changed(
    catalog: Catalog, orders: Path, name: str, october: date
) -> None:
    found = _orders(orders / f"{name}.zip")
    added = {c.code for c in found.changes if c.action == "Add" and c.billable}
    deleted = {c.code for c in found.changes if c.action == "Delete" and c.billable}
    before = (found.billable() - added) | deleted
    assert set(catalog.on(october).all_billable()) ^ before == set()


def test_january_2021_added_six_codes_to_october_2020_and_made_one_a_header(
    catalog: Catalog, orders: Path
) -> None:
    january = _orders(orders / "cms_2021_dx.zip").billable()
    october = set(catalog.on(date(2020, 10, 1)).all_billable())
    assert sorted(january - october) == [
        *("J12.82", "M35.81", "M35.89", "Z11.52", "Z20.822", "Z86.16")
    ]
    assert sorted(october - january) == ["M35.8"]


def test_fy2027_equals_fy2026_with_the_listed_changes(catalog: Catalog, orders: Path) -> None:
    changes = read_change_list(orders / "fy2027_changes_vs_fy2026.csv")
    lines = changes.apply(_orders(orders / "cms_2026_dx.zip").lines)
    listed = {line.code for line in lines if line.billable}
    dated = set(catalog.on(changes.edition.effective_from).all_billable())
    assert (sorted(dated - listed), sorted(listed - dated)) == ([], [])
    assert len(listed) == 74_879


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_changes_between_editions_are_those_that_the_addenda_list(
    orders: Path, before: str, after: str
) -> None:
    new = _orders(orders / f"{after}.zip")
    found = diff_orders(_orders(orders / f"{before}.zip").lines, new.lines)
    addenda = fullest_addenda(orders / f"{after}.zip")
    unlisted = UNLISTED.get(after, set())
    revised = {r.after.code for r in (*found.revised, *found.headers_revised)}
    assert unlisted <= revised
    if addenda.headers is None:
        assert (after, _changes(found, set())) == ("cms_2016_dx", set())
        return
    assert found.codes._replace(revisions=0) == addenda.codes._replace(revisions=0)
    assert found.headers._replace(revisions=0) == addenda.headers._replace(revisions=0)
    total = addenda.codes.revisions + addenda.headers.revisions
    assert found.codes.revisions + found.headers.revisions - len(unlisted) == total
    listed = {(c.action, c.code, c.billable, c.title) for c in addenda.changes}
    assert _changes(found, unlisted) ^ listed == set()


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_new_headers_of_the_order_files_are_those_of_the_catalog(
    catalog: Catalog, orders: Path, before: str, after: str
) -> None:
    old, new = _orders(orders / f"{before}.zip"), _orders(orders / f"{after}.zip")
    found = diff_orders(old.lines, new.lines)
    # FY2020's file is older than its April codes, so the days are those of the files.
    dated = code_set_difference(catalog, old.edition.effective_from, new.edition.effective_from)
    assert sorted(line.code for line in found.added) == list(dated.added)
    assert sorted(line.code for line in found.deleted) == list(dated.deleted)
    assert sorted(line.code for line in found.became_header) == list(dated.became_header)
    assert sorted(line.code for line in found.became_billable) == list(dated.became_billable)


def test_difference_of_fiscal_years_2025_and_2026_counts_as_thefullest_addenda(
    orders: Path,
) -> None:
    editions = [_orders(orders / f"cms_{year}_dx.zip") for year in (2025, 2026)]
    addenda = fullest_addenda(orders / "cms_2026_dx.zip")
    found = diff_years(editions, 2025, 2026)
    assert (found.codes, found.headers) == (addenda.codes, addenda.headers)
    assert (len(found.added), len(found.deleted), len(found.revised)) == (487, 28, 38)
    assert len(found.became_header) == 16


def _changes(found: OrderChanges, without: set[str]) -> set[tuple[str, str, bool, str]]:
    """The changes in the words of the addenda, less revisions of the codes named."""
    revised = [r for r in (*found.revised, *found.headers_revised) if r.after.code not in without]
    lines = [
        *(("Add", line) for line in (*found.added, *found.headers_added)),
        *(("Delete", line) for line in (*found.deleted, *found.headers_deleted)),
        *(("Revise from", revision.before) for revision in revised),
        *(("Revise to", revision.after) for revision in revised),
    ]
    return {(action, line.code, line.billable, line.title) for action, line in lines}
