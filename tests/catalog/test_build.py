"""The compiled catalog holds what the official files say, and mends itself."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from catalog import Catalog, CatalogView, canonical
from catalog.mce import read_editor
from catalog.sources import locate
from catalog.store import FILE_NAME, connect
from catalog.tabular.xml import TabularError


def test_expanded_codes_equal_the_official_code_list(catalog: Catalog) -> None:
    lines = (line.strip() for line in locate().code_list.read_text().splitlines())
    official = {canonical(line) for line in lines if len(line) > 2 and "-" not in line}
    rows = catalog.query("SELECT code FROM entry WHERE kind NOT IN ('chapter', 'block')")
    assert {row[0] for row in rows} ^ official == set()


def test_billable_codes_of_the_tabular_equal_the_editor_on_its_first_day(catalog: Catalog) -> None:
    tabular = {row[0] for row in catalog.query("SELECT code FROM entry WHERE billable")}
    dated = set(catalog.on(catalog.tabular.effective_from).all_billable())
    assert tabular ^ dated == set()


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2015-10-01", 69_823),
        ("2016-10-01", 71_486),
        ("2017-10-01", 71_704),
        ("2018-10-01", 71_932),
        ("2019-10-01", 72_184),
        ("2023-10-01", 74_044),
        ("2024-10-01", 74_260),
        ("2025-10-01", 74_719),
        ("2026-10-01", 74_879),
    ],
)
def test_count_of_billable_codes_is_the_official_one(
    catalog: Catalog, day: str, count: int
) -> None:
    assert sum(1 for _ in catalog.on(date.fromisoformat(day)).all_billable()) == count


def test_editor_rows_that_began_before_fy2027_equal_the_published_list(shared: Path) -> None:
    def row(code: str, start: str, flags: str) -> tuple[str, ...]:
        return (code, start, *sorted(flags.replace("|", " ").split()))

    with (shared / "official/mce/mce43_1_i10dx.csv").open() as stream:
        published = {row(r["code"], r["start"], r["flags"]) for r in csv.DictReader(stream)}
    read = {
        row(r.code, r.start.strftime("%Y%m%d"), " ".join(r.flags))
        for r in read_editor(locate().editor).codes
        if r.start < date(2026, 10, 1)
    }
    assert published ^ read == set()


def test_seventh_characters_that_a_note_bars_are_not_expanded(view: CatalogView) -> None:
    assert [entry.code for entry in view.children("S06.1X7")] == ["S06.1X7A"]


def test_a_truncated_file_is_compiled_again(tmp_path: Path) -> None:
    connect(tmp_path).close()
    file = tmp_path / FILE_NAME
    sound = file.stat().st_size
    file.write_bytes(file.read_bytes()[: sound // 2])
    with Catalog.open(tmp_path) as catalog:
        assert catalog.on(date(2026, 5, 4)).is_billable("M54.50")


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    connect(tmp_path).close()
    file = tmp_path / FILE_NAME
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    connect(tmp_path).close()
    assert file.read_bytes() != bytes(content)


def test_a_file_of_other_sources_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(tmp_path).close()
    first = (tmp_path / FILE_NAME).stat().st_mtime_ns
    monkeypatch.setattr("catalog.sources.Sources.stamp", lambda _: "a newer package")
    connect(tmp_path).close()
    assert (tmp_path / FILE_NAME).stat().st_mtime_ns > first


def test_nothing_is_left_behind_when_a_source_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "icd10c-tabular-April-1-2026.xml"
    broken.write_text("<ICD10CM.tabular><chapter>")
    sources = locate()._replace(tabular=broken)
    monkeypatch.setattr("catalog.store.locate", lambda: sources)
    folder = tmp_path / "cache"
    with pytest.raises(TabularError, match="not well-formed XML"):
        connect(folder)
    assert list(folder.iterdir()) == []
