"""Releases are added, listed, looked into, checked and removed from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import chartaudit as run
from official_samples import INDEX, TABULAR

DATES = ("--effective-from", "2023-10-01", "--effective-to", "2024-09-30")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "library"
    monkeypatch.setenv("CHARTAUDIT_LIBRARY", str(folder))
    return folder


@pytest.fixture
def tabular(tmp_path: Path) -> Path:
    path = tmp_path / "tabular.xml"
    path.write_text(TABULAR)
    return path


def test_an_added_release_is_used_on_its_dates(library: Path, tabular: Path) -> None:
    assert run("catalog", "add", str(tabular), *DATES).returncode == 0
    shown = run("catalog", "show", "M54.6", "--on", "2024-03-01")
    assert "Pain of the middle back" in shown.stdout


def test_the_list_says_what_is_at_hand(library: Path, tabular: Path) -> None:
    run("catalog", "add", str(tabular), *DATES)
    listed = json.loads(run("catalog", "list", "--format", "json").stdout)
    assert [release["kind"] for release in listed] == ["tabular", "editor", "tabular"]


def test_the_list_on_a_date_says_what_each_part_falls_back_to(library: Path, tabular: Path) -> None:
    run("catalog", "add", str(tabular), *DATES)
    listed = json.loads(run("catalog", "list", "--on", "2024-10-01", "--format", "json").stdout)
    standing = {part["part"]: part["standing"] for part in listed["parts"]}
    assert (standing["code_set"], standing["notes"], standing["index"]) == (
        "in_force",
        "nearest",
        "absent",
    )
    printed = run("catalog", "list", "--on", "2024-10-01").stdout
    assert "Alphabetic Index: none at hand" in printed


def test_what_was_added_is_told_as_json_too(library: Path, tabular: Path) -> None:
    (added,) = json.loads(run("catalog", "add", str(tabular), *DATES, "--format", "json").stdout)
    assert (added["kind"], added["effective_from"]) == ("tabular", "2023-10-01")


def test_a_sound_library_has_no_damage_to_list(library: Path, tabular: Path) -> None:
    run("catalog", "add", str(tabular), *DATES)
    assert json.loads(run("catalog", "verify", "--format", "json").stdout) == []


def test_a_refused_file_is_named_with_the_reason(library: Path, tabular: Path) -> None:
    tabular.write_text(TABULAR[:200])
    refused = run("catalog", "add", str(tabular), *DATES)
    assert refused.returncode == 2
    assert "tabular.xml" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_of_a_folder_the_good_files_are_added(library: Path, tabular: Path) -> None:
    (tabular.parent / "other.txt").write_text("not an official file\n")
    added = run("catalog", "add", str(tabular.parent), *DATES)
    assert added.returncode == 2
    assert "other.txt" in added.stderr
    assert "ICD-10-CM Tabular List" in added.stdout


def test_the_index_is_walked_by_main_term_and_subterm(library: Path, tmp_path: Path) -> None:
    path = tmp_path / "index.csv"
    path.write_text(INDEX)
    run("catalog", "add", str(path), "--effective-from", "2023-10-01")
    found = run("catalog", "index", "pain, back, middle", "--on", "2024-03-01", "--format", "json")
    first = json.loads(found.stdout)[0]
    assert (first["code"], first["citation"]) == ("M54.6", "IDX:Pain>back>middle")


def test_without_an_index_the_remedy_is_said(library: Path) -> None:
    missing = run("catalog", "index", "pain")
    assert missing.returncode == 2
    assert "chartaudit catalog add" in missing.stderr


def test_a_damaged_release_is_reported(library: Path, tabular: Path) -> None:
    run("catalog", "add", str(tabular), *DATES)
    (file,) = library.glob("*.sqlite")
    file.write_bytes(file.read_bytes()[:-100])
    assert run("catalog", "verify").returncode == 2


def test_a_removed_release_is_no_longer_used(library: Path, tabular: Path) -> None:
    run("catalog", "add", str(tabular), *DATES)
    (file,) = library.glob("*.sqlite")
    assert run("catalog", "remove", file.stem).returncode == 0
    assert list(library.iterdir()) == []


def test_the_history_of_a_code_tells_when_it_became_a_header() -> None:
    told = run("catalog", "history", "M51.36").stdout
    assert "2024-10-01  became header" in told
    assert "M51.360" in told


def test_the_difference_of_two_years_has_the_official_counts() -> None:
    found = json.loads(run("catalog", "diff", "2025", "2026", "--format", "json").stdout)
    assert (len(found["added"]), len(found["deleted"])) == (487, 28)


def test_a_difference_begins_with_its_counts_and_says_what_titles_need() -> None:
    told = " ".join(run("catalog", "diff", "2025", "2026").stdout.split())
    assert "487 codes added, 28 deleted." in told
    assert "Revised titles need the order files of both years" in told
    assert "D71.1 Leukocyte adhesion deficiency from D71" in told


def test_a_difference_as_csv_has_a_row_for_each_change() -> None:
    rows = run("catalog", "diff", "2025", "2026", "--format", "csv").stdout.splitlines()
    assert rows[0] == "change,code,title_before,title_after,day,related_codes"
    assert len([row for row in rows if row.startswith("added,")]) == 487


def test_a_difference_of_years_in_the_wrong_order_is_refused() -> None:
    refused = run("catalog", "diff", "2026", "2025")
    assert refused.returncode == 2
    assert "give the earlier year first" in refused.stderr


def test_show_tells_the_history_of_a_code_that_changed() -> None:
    told = run("catalog", "show", "M51.36", "--on", "2026-05-04").stdout
    assert "2024-10-01  became header" in told
    assert "replaced by M51.360, M51.361, M51.362, M51.369" in told


def test_show_is_silent_on_the_history_of_a_code_that_did_not_change() -> None:
    assert "History" not in run("catalog", "show", "M54.2", "--on", "2026-05-04").stdout


def test_show_has_the_history_as_json_too() -> None:
    shown = json.loads(run("catalog", "show", "M51.36", "--format", "json").stdout)
    assert [e["what"] for e in shown["history"]] == ["began", "became header", "replaced by"]


def test_two_codes_that_exclude_each_other_are_told_with_the_note() -> None:
    told = run("catalog", "conflicts", "M54.50", "S39.012A", "--on", "2026-05-04")
    assert "TAB:M54.5:excludes1" in told.stdout


def test_codes_that_only_excludes2_tells_apart_may_both_be_coded() -> None:
    told = run("catalog", "conflicts", "M79.604", "M25.561", "--on", "2026-05-04").stdout
    assert "No Excludes1 note forbids" in told
    assert "TAB:M79.6:excludes2" in told


def test_codes_in_notes_that_lead_nowhere_are_listed_with_the_reason() -> None:
    found = run("catalog", "references", "--unresolved", "--on", "2026-05-04").stdout
    assert "unresolved: 7" in found
    assert "a slip in the official file" in " ".join(found.split())
