"""Conversion tables give each new code with its first day and what was assigned before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from official_files import CONVERSION_ROWS, workbook

from catalog import Catalog
from catalog.code_sets.conversion_tables import (
    compile_conversion_table,
    open_conversion_table,
    read_conversion_table,
)
from catalog.library.official import OfficialFileError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "table.xlsx"
    path.write_bytes(workbook(CONVERSION_ROWS))
    return path


def test_years_are_the_first_of_october_and_day_numbers_are_days(source: Path) -> None:
    starts = {c.code: c.start for c in read_conversion_table(source).conversions}
    assert starts == {
        "M54.50": date(2021, 10, 1),
        "U07.0": date(2020, 4, 1),
        "H36.811": date(2023, 10, 1),
        "Z17.21": date(2024, 10, 1),
    }


def test_edition_is_the_one_the_note_above_the_table_states(source: Path) -> None:
    edition = read_conversion_table(source).edition
    assert (edition.edition, edition.effective_from) == ("FY2026", date(2025, 10, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [("M54.5", "M54.50"), ("J68.9", "U07.0"), ("H35.22", "H36.811"), ("J80", "U07.0")],
)
def test_replacements_are_found_for_single_codes_lists_and_ranges(
    source: Path, old: str, new: str
) -> None:
    found = read_conversion_table(source).replacements(old)
    assert [conversion.code for conversion in found] == [new]


def test_code_without_forerunner_has_no_previous_codes(source: Path) -> None:
    last = read_conversion_table(source).conversions[-1]
    assert (last.code, last.previous, last.text) == ("Z17.21", (), "None")


def test_compiled_file_gives_back_what_was_read(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "table.sqlite"
    compile_conversion_table(source, target)
    assert open_conversion_table(target) == read_conversion_table(source)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((("Name", "Age"), ("A", 3)), "expected the ICD-10-CM conversion table"),
        (CONVERSION_ROWS[:2], "has no rows"),
        (CONVERSION_ROWS[1:], "does not say when"),
        ((*CONVERSION_ROWS, ("low back", 2021, "M54.5")), "row 5 of the table: expected a code"),
        ((*CONVERSION_ROWS, ("M54.59", "soon", "M54.5")), "row 5 of the table: expected the year"),
        ((*CONVERSION_ROWS, ("M54.59", 2021, "see above")), "row 5 of the table: expected prev"),
    ],
)
def test_other_workbook_or_faulty_row_is_refused(
    tmp_path: Path, rows: tuple[tuple[str | int, ...], ...], reason: str
) -> None:
    path = tmp_path / "given.xlsx"
    path.write_bytes(workbook(rows))
    with pytest.raises(OfficialFileError, match=rf"given\.xlsx: .*{reason}"):
        read_conversion_table(path)


def test_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "entities.xlsx"
    path.write_bytes(workbook(CONVERSION_ROWS, prolog='<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa">]>'))
    with pytest.raises(OfficialFileError, match=r"entities\.xlsx: .*XML is damaged"):
        read_conversion_table(path)


@pytest.mark.parametrize(
    ("name", "rows"),
    [("ICD-10-CM-CONVERSION-TABLE-FY2026", 5892), ("icd-10-cm-conversion-table-FY2025", 5405)],
)
def test_new_codes_of_the_official_table_begin_on_the_day_it_says(
    catalog: Catalog, shared: Path, name: str, rows: int
) -> None:
    table = read_conversion_table(shared / f"official/conversion/{name}.xlsx")
    assert len(table.conversions) == rows
    late = [c.code for c in table.conversions if not catalog.on(c.start).is_billable(c.code)]
    # No edition ever had E11.3X11; the official table has it in the place of E11.3211.
    assert late == ["E11.3X11"]
