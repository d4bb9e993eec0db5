"""Official files are taken into the library whole, or refused with the reason."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import Catalog
from catalog.citations import in_force
from catalog.library.adding import Dates, add
from catalog.library.installed import ReleaseRefused, installed, remove, verify

TABULAR = (Path(__file__).parent.parent / "data/tabular.xml").read_text()
YEAR = Dates(date(2023, 10, 1), date(2024, 9, 30))


@pytest.fixture
def tabular(tmp_path: Path) -> Path:
    path = tmp_path / "tabular.xml"
    path.write_text(TABULAR)
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def with_library(library: Path) -> Iterator[Catalog]:
    with Catalog.open(library=library) as opened:
        yield opened


def test_an_added_release_is_listed_with_its_dates(
    tabular: Path, library: Path, catalog: Catalog
) -> None:
    (added,) = add(tabular, catalog, library, YEAR)
    assert installed(library) == (added,)
    assert (added.kind, added.effective_from, added.effective_to) == ("tabular", *YEAR)


def test_the_release_in_force_on_the_date_answers(
    tabular: Path, library: Path, catalog: Catalog, with_library: Catalog
) -> None:
    add(tabular, catalog, library, YEAR)
    view = with_library.on(date(2024, 3, 1))
    assert view.title("M54.6") == "Pain of the middle back"
    assert view.release_notice() is None


def test_a_note_of_an_added_release_is_citable_while_that_is_in_force(
    tabular: Path, library: Path, catalog: Catalog, with_library: Catalog
) -> None:
    add(tabular, catalog, library, YEAR)
    assert in_force(with_library.on(date(2024, 3, 1)), "TAB:M54:excludes1")
    assert not in_force(with_library.on(date(2023, 3, 1)), "TAB:M54:excludes1")


def test_between_two_releases_the_nearest_answers_and_says_so(
    tabular: Path, library: Path, catalog: Catalog, with_library: Catalog
) -> None:
    add(tabular, catalog, library, YEAR)
    near = with_library.on(date(2024, 10, 20))
    assert near.title("M54.6") == "Pain of the middle back"
    assert near.release_notice() is not None
    assert with_library.on(date(2026, 3, 20)).title("M54.6") == "Pain in thoracic spine"


def test_a_tabular_list_whose_codes_fit_no_day_asks_for_its_dates(
    tabular: Path, library: Path, catalog: Catalog
) -> None:
    with pytest.raises(ReleaseRefused, match="--effective-from"):
        add(tabular, catalog, library)
    assert list(library.iterdir()) == []


def test_an_archive_with_one_damaged_file_changes_nothing(
    tabular: Path, tmp_path: Path, library: Path, catalog: Catalog
) -> None:
    archive = tmp_path / "files.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(tabular, "good.xml")
        packed.writestr("bad.xml", TABULAR[: len(TABULAR) // 2])
    with pytest.raises(ReleaseRefused, match=r"bad\.xml"):
        add(archive, catalog, library, YEAR)
    assert installed(library) == ()


@settings(max_examples=60)
@given(cut=st.integers(0, len(TABULAR) - 30), flip=st.integers(0, len(TABULAR) - 1))
def test_a_cut_file_is_refused_and_leaves_nothing(
    cut: int, flip: int, tmp_path_factory: pytest.TempPathFactory, catalog: Catalog
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    content = bytearray(TABULAR[:cut].encode())
    if flip < len(content):
        content[flip] ^= 0x20
    path = folder / "tabular.xml"
    path.write_bytes(content)
    with pytest.raises(ReleaseRefused, match=r"tabular\.xml"):
        add(path, catalog, folder / "library", YEAR)
    assert installed(folder / "library") == ()


def test_entities_are_refused(tmp_path: Path, library: Path, catalog: Catalog) -> None:
    path = tmp_path / "tabular.xml"
    declared = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>\n<ICD10CM.tabular>'
    path.write_text(TABULAR.replace("<ICD10CM.tabular>", declared, 1))
    with pytest.raises(ReleaseRefused, match="entities"):
        add(path, catalog, library, YEAR)


def test_a_changed_release_is_found(tabular: Path, library: Path, catalog: Catalog) -> None:
    (added,) = add(tabular, catalog, library, YEAR)
    assert verify(library) == ()
    content = bytearray(added.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    added.path.write_bytes(content)
    assert [damage.path for damage in verify(library)] == [added.path]


def test_a_removed_release_is_gone(tabular: Path, library: Path, catalog: Catalog) -> None:
    (added,) = add(tabular, catalog, library, YEAR)
    remove(added.id, library)
    assert list(library.iterdir()) == []


def test_what_is_not_there_cannot_be_removed(library: Path) -> None:
    with pytest.raises(ReleaseRefused, match="no such release"):
        remove("tabular-1", library)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "first", "last"),
    [
        ("icd10cm-tabular-April-2025.xml", date(2025, 4, 1), date(2025, 9, 30)),
        ("icd10cm_tabular_2021.xml", date(2021, 1, 1), date(2021, 9, 30)),
    ],
)
def test_an_official_tabular_list_is_dated_by_its_codes(
    shared: Path, library: Path, catalog: Catalog, file: str, first: date, last: date
) -> None:
    (added,) = add(shared / "official/tabular" / file, catalog, library)
    assert (added.effective_from, added.effective_to) == (first, last)


@pytest.mark.slow
def test_the_full_archive_of_a_year_gives_each_of_its_files(
    shared: Path, library: Path, catalog: Catalog
) -> None:
    added = add(shared / "official/tabular/ICD10CM_FY2017_Full_XML.zip", catalog, library)
    assert sorted(release.kind for release in added) == [
        "drug",
        "external_index",
        "index",
        "neoplasm",
        "tabular",
    ]
    assert {release.effective_from for release in added} == {date(2016, 10, 1)}
