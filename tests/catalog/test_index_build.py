"""A compiled Index or table says what it is, and is written whole or not at all."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from index_samples import DRUG_XML, EXTERNAL_XML, INDEX_CSV, INDEX_XML, NEOPLASM_XML, written

from catalog.index.build import Edition, compile_index, compile_table
from catalog.index.entries import IndexFileError, IndexKind
from catalog.index.store import connect, release_of

FY2025 = Edition(2025, date(2024, 10, 1), date(2025, 9, 30))


@pytest.mark.parametrize(
    ("text", "kind", "year"),
    [
        (INDEX_XML, IndexKind.INDEX, 2024),
        (EXTERNAL_XML, IndexKind.EXTERNAL_INDEX, 2024),
        (NEOPLASM_XML, IndexKind.NEOPLASM, 2026),
        (DRUG_XML, IndexKind.DRUG, 2026),
    ],
)
def test_kind_year_and_days_are_read_from_the_file(
    tmp_path: Path, text: str, kind: IndexKind, year: int
) -> None:
    target = tmp_path / "compiled.sqlite"
    build = compile_table if kind in {IndexKind.NEOPLASM, IndexKind.DRUG} else compile_index
    build(written(tmp_path, text), target)
    release = release_of(target)
    assert (release.kind, release.fiscal_year) == (kind, year)
    assert (release.effective_from, release.effective_to) == (
        date(year - 1, 10, 1),
        date(year, 9, 30),
    )


def test_a_release_within_the_year_is_told_by_the_name(tmp_path: Path) -> None:
    source = written(tmp_path, DRUG_XML, "icd10cm-drug-April-1-2026-XML.xml")
    compile_table(source, tmp_path / "drug.sqlite")
    release = release_of(tmp_path / "drug.sqlite")
    assert not release.in_force(date(2026, 3, 31))
    assert release.in_force(date(2026, 4, 1))


def test_the_source_is_recorded_with_its_hash(tmp_path: Path) -> None:
    compile_index(written(tmp_path, INDEX_XML), tmp_path / "index.sqlite")
    release = release_of(tmp_path / "index.sqlite")
    assert release.source == "official.xml"
    assert release.sha256 == hashlib.sha256(INDEX_XML.encode()).hexdigest()


def test_a_file_that_does_not_state_its_year_needs_to_be_told(tmp_path: Path) -> None:
    source = written(tmp_path, INDEX_CSV)
    with pytest.raises(IndexFileError, match="does not state its fiscal year"):
        compile_index(source, tmp_path / "index.sqlite")
    compile_index(source, tmp_path / "index.sqlite", FY2025)
    release = release_of(tmp_path / "index.sqlite")
    assert release.name == "ICD-10-CM Alphabetic Index, FY2025"
    assert "manifestation codes" in release.lacks


def test_a_year_that_the_file_contradicts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="states the fiscal year 2024; expected fiscal year"):
        compile_index(written(tmp_path, INDEX_XML), tmp_path / "index.sqlite", FY2025)


@pytest.mark.parametrize("damaged", [INDEX_XML[:-200], INDEX_XML.replace("M25.50", "M25.5O!")])
def test_a_refused_file_leaves_the_target_as_it_was(tmp_path: Path, damaged: str) -> None:
    target = tmp_path / "compiled" / "index.sqlite"
    compile_index(written(tmp_path, INDEX_XML), target)
    before = target.read_bytes()
    with pytest.raises(IndexFileError):
        compile_index(written(tmp_path, damaged), target)
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


def test_a_table_is_not_compiled_as_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="Table of Drugs"):
        compile_index(written(tmp_path, DRUG_XML), tmp_path / "index.sqlite")
    assert not (tmp_path / "index.sqlite").exists()


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_compiled_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(content)
    with pytest.raises(IndexFileError, match="compile the official file again"):
        connect(path)


def test_a_missing_compiled_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="cannot be opened"):
        release_of(tmp_path / "absent.sqlite")
