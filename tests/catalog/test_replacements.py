"""What replaced a deleted code, and which codes need no POA, from the lists that were added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from official_files import CONVERSION_ROWS, POA_TEXT, workbook

from catalog import Catalog, CatalogView, CodeState
from catalog.code_sets.replacements import added_replacements
from catalog.codes import canonical
from catalog.library.adding import add

DAY = date(2026, 5, 4)
#: A code that ended on 2017-09-30, of whose successors the shipped conversion says nothing.
ENDED = "S06.897D"


@pytest.fixture(scope="module")
def with_lists(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    files, library = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("library")
    rows = (
        *CONVERSION_ROWS[:2],
        ("S06.890A", 2017, "S06.897D"),
        ("S06.A0XD", 2021, "S06.890-S06.899"),
    )
    (files / "conversion.xlsx").write_bytes(workbook(rows))
    (files / "exempt.txt").write_text(POA_TEXT, encoding="utf-8", newline="")
    add(files / "conversion.xlsx", catalog, library)
    add(files / "exempt.txt", catalog, library)
    with Catalog.open(library=library) as opened:
        yield opened


def test_an_added_conversion_answers_where_the_shipped_one_has_nothing(
    catalog: Catalog, with_lists: Catalog
) -> None:
    without, status = catalog.on(DAY).status(ENDED), with_lists.on(DAY).status(ENDED)
    assert (without.state, without.replacements, without.source) == (CodeState.DELETED, (), "")
    assert (status.replacements, status.source) == (
        ("S06.890A",),
        "ICD-10-CM conversion table, FY2026",
    )


def test_the_shipped_conversion_is_named_where_it_answers(with_lists: Catalog) -> None:
    status = with_lists.on(DAY).status("T40.4X1A")
    assert (status.state, status.source) == (CodeState.DELETED, "MS-DRG conversion of codes")
    assert status.replacements == ("T40.411A", "T40.421A", "T40.491A")


def test_exemption_is_told_from_the_list_in_force(with_lists: Catalog) -> None:
    view = with_lists.on(DAY)
    assert [view.poa_exempt(code) for code in ("Z992", "S30.1XXS", "I10")] == [True, True, False]


def test_exemption_is_not_known_without_the_list_in_force(
    with_lists: Catalog, view: CatalogView
) -> None:
    assert with_lists.on(date(2024, 5, 4)).poa_exempt("Z99.2") is None
    assert view.poa_exempt("Z99.2") is None


@pytest.mark.slow
def test_the_official_conversion_table_and_the_shipped_one_agree_on_every_deleted_code(
    shared: Path, catalog: Catalog, tmp_path: Path
) -> None:
    add(shared / "official/conversion/ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx", catalog, tmp_path)
    with Catalog.open(library=tmp_path) as opened:
        view = opened.on(DAY)
        every = [canonical(code) for (code,) in opened.query("SELECT DISTINCT code FROM validity")]
        statuses = [view.status(code) for code in every if not view.is_billable(code)]
        deleted = [status for status in statuses if status.state is CodeState.DELETED]
        assert len(deleted) == 604
        differing = [
            status.code
            for status in deleted
            if added_replacements(view, status.code, status.valid_to)[0] != status.replacements
        ]
        assert differing == []
        assert sum(bool(status.replacements) for status in deleted) == 464
