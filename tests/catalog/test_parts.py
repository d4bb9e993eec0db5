"""The catalog on a date is composed of parts, each in force, the nearest at hand, or absent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_samples import INDEX_XML, written
from official_files import guidelines_text

from catalog import Catalog
from catalog.library.adding import Dates, add
from catalog.library.parts import Part, PartName, Standing

TABULAR = Path(__file__).parent.parent / "data/tabular.xml"
OCTOBER = "(October 1, 2024 - September 30, 2025)"
APRIL = "(April 1, 2025 - September 30, 2025)"


@pytest.fixture(scope="module")
def composed(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A catalog to which a Tabular List, an Index and two editions of guidelines were added."""
    files, library = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("library")
    add(TABULAR, catalog, library, Dates(date(2025, 10, 1), date(2026, 3, 31)))
    add(written(files, INDEX_XML.replace("2024", "2025")), catalog, library)
    for number, dates in enumerate((OCTOBER, APRIL)):
        guidelines = files / f"guidelines-{number}.txt"
        guidelines.write_text(guidelines_text(dates), encoding="utf-8")
        add(guidelines, catalog, library)
    with Catalog.open(library=library) as opened:
        yield opened


def part(catalog: Catalog, day: date, name: PartName) -> Part:
    return next(part for part in catalog.on(day).in_force() if part.name is name)


def test_every_part_is_told_once_in_order(catalog: Catalog) -> None:
    assert [p.name for p in catalog.on(date(2026, 5, 4)).in_force()] == list(PartName)


def test_a_part_in_force_names_its_release(composed: Catalog) -> None:
    found = part(composed, date(2025, 9, 30), PartName.INDEX)
    assert found.release is not None
    assert (found.standing, found.release.effective_from) == (
        Standing.IN_FORCE,
        date(2024, 10, 1),
    )


def test_a_part_not_in_force_falls_back_to_the_nearest_and_says_so(composed: Catalog) -> None:
    found = part(composed, date(2025, 10, 1), PartName.INDEX)
    assert found.standing is Standing.NEAREST
    assert "nearest Alphabetic Index at hand" in found.sentence
    assert "not on 2025-10-01" in found.sentence


def test_a_part_of_which_nothing_is_at_hand_is_absent(composed: Catalog) -> None:
    found = part(composed, date(2025, 10, 1), PartName.NEOPLASM)
    assert (found.release, found.standing) == (None, Standing.ABSENT)
    assert "none at hand" in found.sentence


@pytest.mark.parametrize(
    ("day", "start"),
    [(date(2026, 3, 31), date(2025, 10, 1)), (date(2026, 4, 1), date(2026, 4, 1))],
)
def test_the_april_release_of_the_tabular_list_counts_from_its_day(
    composed: Catalog, day: date, start: date
) -> None:
    found = part(composed, day, PartName.NOTES)
    assert found.release is not None
    assert (found.release.effective_from, found.standing) == (start, Standing.IN_FORCE)
    assert composed.on(day).tabular_list.release == found.release


@pytest.mark.parametrize(
    ("day", "edition"),
    [(date(2025, 3, 31), "FY2025"), (date(2025, 4, 1), "FY2025, April 2025")],
)
def test_the_april_edition_of_the_guidelines_counts_from_its_day(
    composed: Catalog, day: date, edition: str
) -> None:
    found = part(composed, day, PartName.GUIDELINES)
    book = composed.guidelines_on(day)
    assert found.release is not None
    assert book is not None
    assert found.release.name.endswith(f"Reporting, {edition}")
    assert book.edition.edition == edition


def test_nothing_is_said_of_parts_in_force_and_of_those_that_have_a_shipped_source(
    composed: Catalog,
) -> None:
    said = " ".join(composed.on(date(2025, 5, 1)).library_notices())
    assert "Alphabetic Index" not in said
    assert "Official Guidelines" not in said
    assert "onversion" not in said


def test_all_that_is_absent_is_told_in_one_sentence(catalog: Catalog) -> None:
    (notice,) = catalog.on(date(2026, 5, 4)).library_notices()
    assert notice == (
        "Not at hand: Alphabetic Index, external cause index, Table of Neoplasms, Table of Drugs "
        "and Chemicals, Official Guidelines; recall is lower and guideline texts are not shown. "
        "Add with: chartaudit catalog fetch"
    )


def test_neighbours_and_absent_parts_are_told_apart(composed: Catalog) -> None:
    near, absent = composed.on(date(2026, 5, 4)).library_notices()
    assert near.startswith("Nearest at hand, not in force on 2026-05-04: ICD-10-CM Alphabetic")
    assert "Alphabetic Index" not in absent


@given(day=st.dates(date(2016, 1, 1), date(2030, 12, 31)))
def test_a_part_is_in_force_exactly_when_its_release_is(composed: Catalog, day: date) -> None:
    for found in composed.on(day).in_force():
        expected = found.release is not None and found.release.in_force(day)
        assert (found.standing is Standing.IN_FORCE) == expected
        assert (found.standing is Standing.ABSENT) == (found.release is None)


def test_a_look_up_reads_nothing_of_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        pytest.fail("the library was read")

    monkeypatch.setattr("catalog.library.installed.installed", read)
    with Catalog.open(library=tmp_path) as opened:
        view = opened.on(date(2026, 5, 4))
        assert view.status("M54.50").title
        assert view.release_notice() is None
