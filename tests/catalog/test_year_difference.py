"""What a fiscal year brought, told from the order files of the library, equals the addenda."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from official_files import CHANGES_TEXT, LINES, fullest_addenda, order_text, order_zip

from catalog import Catalog
from catalog.code_sets.title_revisions import title_revisions
from catalog.code_sets.year_difference import difference_of_years
from catalog.history import Happening, history, is_eventful
from catalog.library.adding import Dates, add
from catalog.library.official import OfficialFileError

BEFORE = (
    ("M54", False, "Back pain", "Pain in the back"),
    ("M545", True, "Low back pain", "Pain low in the back"),
    ("M546", True, "Thoracic pain", "Thoracic pain"),
)
#: The official zips; that of FY2021 is January's edition, those of FY2023 and FY2024 are April's.
ZIPS = [f"cms_{year}_dx" for year in range(2016, 2027)] + ["cdc_2022_oct_code_descriptions"]
#: Fiscal years whose addenda from the year before are at hand, with the counts of codes: added,
#: deleted, revised. FY2023's and FY2024's are not: their zips have April's addenda alone.
ADDENDA = {
    2017: ("cms_2017_dx", (1974, 311, 425)),
    2018: ("cms_2018_dx", (360, 142, 226)),
    2019: ("cms_2019_dx", (279, 51, 143)),
    2020: ("cms_2020_dx", (273, 21, 30)),
    2021: ("cms_2021_dx", (496, 59, 47)),
    2022: ("cdc_2022_oct_code_descriptions", (159, 32, 20)),
    2025: ("cms_2025_dx", (252, 36, 13)),
    2026: ("cms_2026_dx", (487, 28, 38)),
}
#: What the order files have beside their addenda: short titles alone; a blank put into a title.
UNLISTED = {2018: 12, 2022: 2}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def small(library: Path) -> Iterator[Catalog]:
    with Catalog.open(library=library) as opened:
        yield opened


def _add_text(
    library: Path, catalog: Catalog, lines: tuple[tuple[str, bool, str, str], ...], day: date
) -> None:
    path = library.parent / "order.txt"
    path.write_text(order_text(lines), newline="")
    add(path, catalog, library, Dates(day))


@pytest.fixture
def two_years(library: Path, small: Catalog) -> Catalog:
    """The order file of FY2025 as text, that of FY2026 in its zip with its addenda."""
    _add_text(library, small, BEFORE, date(2024, 10, 1))
    add(order_zip(library.parent / "dx.zip"), small, library)
    return small


def test_order_files_tell_revised_titles_and_headers(two_years: Catalog) -> None:
    found = difference_of_years(two_years, 2025, 2026)
    assert [changed.code for changed in found.added] == ["M54.50", "M54.59"]
    assert [(changed.code, changed.title) for changed in found.became_header] == [
        ("M54.5", "Pain low in the back")
    ]
    assert found.revised is not None
    assert [(r.code, r.before, r.after) for r in found.revised] == [
        ("M54.6", "Thoracic pain", "Pain in the thoracic spine")
    ]
    assert found.headers is not None
    assert [changed.code for changed in found.headers.added] == ["M54.5"]


def test_a_changed_code_has_its_day_and_what_replaced_it(two_years: Catalog) -> None:
    # The dated table knows when the real M54.5 ended, whatever the small order files say.
    (changed,) = difference_of_years(two_years, 2025, 2026).became_header
    assert (changed.day, changed.codes) == (date(2021, 9, 30), ("M54.50", "M54.51", "M54.59"))


def test_changes_are_held_against_the_addenda_of_the_later_edition(two_years: Catalog) -> None:
    found = difference_of_years(two_years, 2025, 2026).addenda
    assert found == ("dx.zip", (), ())


def test_a_change_that_the_addenda_do_not_list_is_named(library: Path, small: Catalog) -> None:
    lines = (*BEFORE, ("M549", True, "Dorsalgia, unsp", "Dorsalgia, unspecified"))
    _add_text(library, small, lines, date(2024, 10, 1))
    add(order_zip(library.parent / "dx.zip"), small, library)
    found = difference_of_years(small, 2025, 2026).addenda
    assert found == ("dx.zip", ("M54.9",), ())


def test_without_order_files_of_both_years_the_dated_table_answers(
    library: Path, small: Catalog
) -> None:
    _add_text(library, small, BEFORE, date(2024, 10, 1))
    found = difference_of_years(small, 2025, 2026)
    assert (found.editions, found.revised, found.headers) == ((), None, None)
    assert (len(found.added), len(found.deleted), len(found.became_header)) == (487, 28, 16)


def test_a_list_of_changes_stands_in_for_an_order_file(library: Path, two_years: Catalog) -> None:
    changes = library.parent / "changes.csv"
    changes.write_text(CHANGES_TEXT)
    add(changes, two_years, library)
    with Catalog.open(library=library) as catalog:
        found = difference_of_years(catalog, 2026, 2027)
    assert [changed.code for changed in found.added] == ["M54.51"]
    assert [changed.code for changed in found.deleted] == ["M54.59", "M54.6"]


def test_aprils_addenda_lead_back_to_the_years_beginning(library: Path, small: Catalog) -> None:
    _add_text(library, small, BEFORE, date(2024, 10, 1))
    add(order_zip(library.parent / "dx.zip", "2026", "2026"), small, library)
    found = difference_of_years(small, 2025, 2026)
    assert [edition.effective_from for edition in found.editions] == [
        date(2024, 10, 1),
        date(2025, 10, 1),
    ]
    assert (found.added, found.deleted, found.revised) == ((), (), ())
    within = difference_of_years(small, 2026, 2026)
    assert [changed.code for changed in within.added] == ["M54.50", "M54.59"]


def test_a_damaged_order_file_of_the_library_is_named(library: Path, two_years: Catalog) -> None:
    (path,) = library.glob("order_file-2025*.sqlite")
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    with Catalog.open(library=library) as catalog:
        catalog.releases.at_hand("order_file")
        path.write_bytes(content)
        with pytest.raises(OfficialFileError, match=path.name):
            difference_of_years(catalog, 2025, 2026)


def test_history_tells_title_revisions_of_consecutive_editions(two_years: Catalog) -> None:
    revised = [e for e in history(two_years, "M54.6").events if e.what is Happening.TITLE_REVISED]
    assert [(e.day, e.titles, e.earliest) for e in revised] == [
        (date(2025, 10, 1), ("Thoracic pain", "Pain in the thoracic spine"), None)
    ]


def test_a_revision_between_editions_far_apart_has_two_days(library: Path, small: Catalog) -> None:
    _add_text(library, small, BEFORE, date(2021, 10, 1))
    _add_text(library, small, LINES, date(2025, 10, 1))
    (found,) = title_revisions(small.releases, "M546")
    assert (found.earliest, found.latest) == (date(2022, 10, 1), date(2025, 10, 1))


def test_a_revision_of_april_is_told_from_one_of_october(library: Path, small: Catalog) -> None:
    old = (("M54", False, "Back pain", "Back pain"), *BEFORE[1:])
    _add_text(library, small, old, date(2024, 10, 1))
    add(order_zip(library.parent / "dx.zip", "2026", "2026"), small, library)
    (april,) = title_revisions(small.releases, "M54.6")
    (october,) = title_revisions(small.releases, "M54")
    assert (april.earliest, april.latest) == (date(2026, 4, 1), date(2026, 4, 1))
    assert (october.earliest, october.latest) == (date(2025, 10, 1), date(2025, 10, 1))


@pytest.mark.parametrize(("code", "eventful"), [("M51.36", True), ("M54.2", False), ("M54", False)])
def test_only_change_makes_a_history_eventful(catalog: Catalog, code: str, eventful: bool) -> None:
    assert is_eventful(catalog, history(catalog, code)) is eventful


@pytest.fixture(scope="module")
def official(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A library of every official order file and the list of changes for FY2027."""
    library = tmp_path_factory.mktemp("official")
    orders = shared / "official/orders"
    with Catalog.open(library=library) as opened:
        for path in (*(orders / f"{name}.zip" for name in ZIPS), *orders.glob("fy2027*.csv")):
            add(path, opened, library)
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2017, 2028))
def test_every_years_difference_has_the_counts_of_its_addenda(
    official: Catalog, shared: Path, year: int
) -> None:
    found = difference_of_years(official, year - 1, year)
    assert (found.revised is not None, found.headers is not None) == (True, True)
    assert found.revised is not None
    assert found.headers is not None
    if year not in ADDENDA:
        assert found.addenda is None
        return
    name, codes = ADDENDA[year]
    listed = fullest_addenda(shared / "official/orders" / f"{name}.zip")
    assert (listed.codes.additions, listed.codes.deletions, listed.codes.revisions) == codes
    assert (len(found.added), len(found.deleted)) == codes[:2]
    assert listed.headers is not None
    headers = (listed.headers.additions, listed.headers.deletions)
    assert (len(found.headers.added), len(found.headers.deleted)) == headers
    revised = len(found.revised) + len(found.headers.revised)
    total = listed.codes.revisions + listed.headers.revisions
    assert revised - UNLISTED.get(year, 0) == total
    assert found.addenda is not None
    assert (found.addenda.source, found.addenda.unfound) == (f"{name}.zip", ())
    assert len(found.addenda.unlisted) == UNLISTED.get(year, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("year", "counts"), [(2023, (1176, 287, 28)), (2024, (395, 25, 23)), (2027, (190, 30, 4))]
)
def test_years_without_addenda_are_pinned(
    official: Catalog, year: int, counts: tuple[int, int, int]
) -> None:
    found = difference_of_years(official, year - 1, year)
    assert (len(found.added), len(found.deleted), len(found.revised or ())) == counts


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2017, 2028))
def test_order_files_and_dated_table_differ_only_in_codes_of_another_day(
    official: Catalog, year: int, tmp_path: Path
) -> None:
    exact = difference_of_years(official, year - 1, year)
    with Catalog.open(library=tmp_path) as bare:
        dated = difference_of_years(bare, year - 1, year)
    opening = date(year - 1, 10, 1)
    added = {changed.code for changed in exact.added if changed.day == opening}
    assert added == {changed.code for changed in dated.added}
    other = sorted({str(c.day) for c in exact.added if c.day != opening})
    # FY2020's file is older than its April codes; FY2021's is January's.
    assert other == (["2020-04-01", "2021-01-01"] if year == 2021 else [])
