"""The Table of Neoplasms and the Table of Drugs and Chemicals are read as printed."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_samples import DRUG_XML, INDEX_XML, NEOPLASM_XML, refusal_of, written

from catalog.index.entries import Behaviour, IndexFileError, IndexKind, Intent, TableEntry
from catalog.index.tables_file import read_header, read_table, recognise

FULL_2017 = "official/tabular/ICD10CM_FY2017_Full_XML.zip"
TABLES_2026 = "official/tables"


def rows_of(folder: Path, text: str) -> dict[tuple[str, ...], TableEntry]:
    return {row.path: row for row in read_table(written(folder, text))}


def test_a_site_has_a_code_for_each_behaviour(tmp_path: Path) -> None:
    row = rows_of(tmp_path, NEOPLASM_XML)["Neoplasm, neoplastic", "breast"]
    assert dict(zip(Behaviour, row.cells, strict=True)) == {
        Behaviour.MALIGNANT_PRIMARY: "C50.9-",
        Behaviour.MALIGNANT_SECONDARY: "C79.81",
        Behaviour.IN_SITU: "D05.-",
        Behaviour.BENIGN: "D24.-",
        Behaviour.UNCERTAIN: "D48.6-",
        Behaviour.UNSPECIFIED: "D49.3",
    }


def test_a_substance_has_a_code_for_each_intent(tmp_path: Path) -> None:
    row = rows_of(tmp_path, DRUG_XML)[("Aspirin",)]
    assert dict(zip(Intent, row.cells, strict=True))[Intent.ADVERSE_EFFECT] == "T39.015"


def test_a_dash_alone_is_no_code(tmp_path: Path) -> None:
    assert rows_of(tmp_path, DRUG_XML)["Acetic", "acid"].cells[4:] == (None, None)
    assert not any(rows_of(tmp_path, NEOPLASM_XML)["Neoplasm, neoplastic", "blood"].cells)


def test_a_mark_at_a_site_is_shown_as_printed(tmp_path: Path) -> None:
    assert ("Neoplasm, neoplastic", "breast", "areola *") in rows_of(tmp_path, NEOPLASM_XML)


def test_a_row_without_cells_says_where_to_look(tmp_path: Path) -> None:
    assert rows_of(tmp_path, DRUG_XML)[("ASA",)].see == "Aspirin"


@pytest.mark.parametrize(
    ("text", "kind"),
    [(NEOPLASM_XML, IndexKind.NEOPLASM), (DRUG_XML, IndexKind.DRUG), (INDEX_XML, None)],
)
def test_a_table_is_recognised_by_its_first_bytes(text: str, kind: IndexKind | None) -> None:
    assert recognise(text.encode()[:2000]) is kind


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (INDEX_XML, "it is the ICD-10-CM Index to Diseases and Injuries"),
        (DRUG_XML.replace('col="7">T', 'col="8">T'), 'a cell in column "8"'),
        (DRUG_XML.replace("T39.016", "T39/016"), '"T39/016" where a code should be'),
        (DRUG_XML.replace("Substance", "Product"), "neither title nor columns"),
        (NEOPLASM_XML[:-20], "not well-formed XML"),
    ],
)
def test_a_damaged_table_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(IndexFileError) as refusal:
        list(read_table(written(tmp_path, text)))
    assert reason in str(refusal.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.sampled_from([NEOPLASM_XML, DRUG_XML]),
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), max_size=4),
    cut=st.integers(0, 10_000),
)
def test_a_damaged_table_is_read_or_refused_and_nothing_else(
    tmp_path: Path, text: str, flips: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(text.encode())
    for place, mask in flips:
        data[place % len(data)] ^= mask
    path = tmp_path / "damaged"
    path.write_bytes(data[: max(cut, 1)])
    refusal = refusal_of(read_table, path)
    assert refusal is None or refusal.path == path


@pytest.mark.parametrize(
    ("name", "rows", "cells"),
    [
        ("icd10cm-neoplasm-April-1-2026-XML.xml", 1_940, 9_020),
        ("icd10cm-drug-April-1-2026-XML.xml", 7_430, 40_036),
    ],
)
def test_every_row_of_the_april_2026_tables_is_read(
    shared: Path, name: str, rows: int, cells: int
) -> None:
    read = list(read_table(shared / TABLES_2026 / name))
    assert len(read) == rows
    assert sum(code is not None for row in read for code in row.cells) == cells


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("icd10cm_neoplasm_2017.xml", IndexKind.NEOPLASM, 1_930),
        ("icd10cm_drug_2017.xml", IndexKind.DRUG, 7_416),
    ],
)
def test_every_row_of_the_fy2017_tables_is_read(
    shared: Path, tmp_path: Path, name: str, kind: IndexKind, rows: int
) -> None:
    with ZipFile(shared / FULL_2017) as archive:
        path = Path(archive.extract(name, tmp_path))
    assert read_header(path)[::2] == (kind, 2017)
    assert sum(1 for _ in read_table(path)) == rows
