"""A change list leads from one year's order file to the next, or does not fit and says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from official_files import CHANGES_TEXT, order_zip

from catalog.code_sets.change_list import compile_change_list, open_change_list, read_change_list
from catalog.code_sets.orders import read_orders
from catalog.library.official import OfficialFileError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "changes.csv"
    path.write_text(CHANGES_TEXT)
    return path


def test_edition_is_the_later_year_of_the_heading(source: Path) -> None:
    edition = read_change_list(source).edition
    assert (edition.edition, edition.effective_from) == ("FY2027", date(2026, 10, 1))


def test_applied_changes_add_delete_revise_and_turn_codes_to_headers(
    source: Path, tmp_path: Path
) -> None:
    lines = read_orders(order_zip(tmp_path / "o.zip")).lines
    found = read_change_list(source).apply(lines)
    assert [(line.code, line.billable, line.title) for line in found] == [
        ("M54", False, "Pain in the back"),
        ("M54.5", False, "Pain low in the back"),
        ("M54.50", True, "Pain low down, unspecified"),
        ("M54.51", True, "Vertebrogenic low back pain"),
        ("M54.6", False, "Pain in the thoracic spine"),
    ]


def test_changes_that_do_not_fit_the_order_file_are_refused(source: Path, tmp_path: Path) -> None:
    lines = read_orders(order_zip(tmp_path / "o.zip")).lines
    with pytest.raises(OfficialFileError, match=r"changes\.csv: M54\.59: .*not stand as listed"):
        read_change_list(source).apply(lines[:3])


def test_compiled_file_gives_back_what_was_read(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "changes.sqlite"
    compile_change_list(source, target)
    assert open_change_list(target) == read_change_list(source)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("change,code\n", "expected a list of order file changes"),
        (CHANGES_TEXT + "moved,M545,1,1,A,B\n", "line 6: expected a change"),
        (CHANGES_TEXT + "added,M547,1,1,A,B\n", "line 6: the flags do not say added"),
        (CHANGES_TEXT + "added,M547,,2,,B\n", "line 6: expected 0 or 1"),
        (CHANGES_TEXT + 'added,M547,,1,,"B\n', "expected comma-separated text"),
        (CHANGES_TEXT + "added,M547", "cut short"),
    ],
)
def test_faulty_list_is_refused_with_the_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text)
    with pytest.raises(OfficialFileError, match=rf"given\.csv: .*{reason}"):
        read_change_list(path)
