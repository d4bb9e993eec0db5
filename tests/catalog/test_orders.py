"""Order and code files are read whole, with the edition they state, or refused with the reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from official_files import LINES, ORDER_ADDENDA, archive, code_text, order_text, order_zip

from catalog.code_sets.addenda import Counts, read_addenda
from catalog.code_sets.orders import compile_orders, open_orders, read_orders
from catalog.library.official import Kind, OfficialFileError, read_edition


def test_zip_gives_headers_and_codes_with_both_titles(tmp_path: Path) -> None:
    found = read_orders(order_zip(tmp_path / "any name.zip"))
    assert [tuple(line) for line in found.lines] == [
        ("M54", False, "Back pain", "Pain in the back"),
        ("M54.5", False, "Low back pain", "Pain low in the back"),
        ("M54.50", True, "Low back pain, unsp", "Pain low in the back, unspecified"),
        ("M54.59", True, "Other low back pain", "Other pain low in the back"),
        ("M54.6", True, "Thoracic pain", "Pain in the thoracic spine"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "start", "name"),
    [
        ("2025", "2026", date(2025, 10, 1), "FY2026"),
        ("2026", "2026", date(2026, 4, 1), "FY2026, April 2026"),
        ("2020", "2021jan", date(2021, 1, 1), "FY2021, January 2021"),
    ],
)
def test_edition_is_the_one_the_addenda_state(
    tmp_path: Path, before: str, after: str, start: date, name: str
) -> None:
    edition = read_orders(order_zip(tmp_path / "f.zip", before, after)).edition
    assert (edition.effective_from, edition.edition) == (start, name)


def test_first_day_given_by_the_caller_goes_before_what_the_file_states(tmp_path: Path) -> None:
    found = read_orders(order_zip(tmp_path / "f.zip"), date(2026, 4, 1))
    assert (found.edition.effective_from, found.edition.effective_to) == (
        date(2026, 4, 1),
        date(2026, 9, 30),
    )


def test_plain_text_under_its_official_name_is_of_that_fiscal_year(tmp_path: Path) -> None:
    path = tmp_path / "icd10cm_order_2026.txt"
    path.write_text(order_text(), newline="")
    assert read_orders(path).edition.effective_from == date(2025, 10, 1)


def test_plain_text_that_states_no_year_is_refused_unless_the_day_is_given(tmp_path: Path) -> None:
    path = tmp_path / "order.txt"
    path.write_text(order_text(), newline="")
    with pytest.raises(OfficialFileError, match=r"order\.txt: .*give the first day"):
        read_orders(path)
    assert len(read_orders(path, date(2025, 10, 1)).lines) == len(LINES)


def test_code_file_alone_gives_billable_codes_only(tmp_path: Path) -> None:
    path = tmp_path / "icd10cm_codes_2026.txt"
    path.write_text(code_text(), newline="")
    found = read_orders(path)
    assert found.edition.kind is Kind.CODE_FILE
    assert found.billable() == {"M54.50", "M54.59", "M54.6"}


def test_addenda_list_changes_of_codes_and_of_headers(tmp_path: Path) -> None:
    changes = read_orders(order_zip(tmp_path / "f.zip")).changes
    assert [(c.action, c.code, c.billable) for c in changes] == [
        ("Delete", "M54.5", True),
        ("Add", "M54.5", False),
        ("Add", "M54.50", True),
        ("Add", "M54.59", True),
        ("Revise from", "M54.6", True),
        ("Revise to", "M54.6", True),
    ]
    assert changes[5].title == "Pain in the thoracic spine"


def test_addenda_counts_are_read() -> None:
    found = read_addenda("a.txt", ORDER_ADDENDA.format(before="2025", after="2026"))
    assert (found.codes, found.headers) == (Counts(2, 3, 2, 1, 1), Counts(1, 2, 1, 0, 0))


def test_compiled_file_gives_back_what_was_read(tmp_path: Path) -> None:
    source, target = order_zip(tmp_path / "f.zip"), tmp_path / "orders.sqlite"
    edition = compile_orders(source, target)
    assert open_orders(target) == read_orders(source)
    assert read_edition(target) == edition


def test_refused_file_leaves_the_compiled_one_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "orders.sqlite"
    compile_orders(order_zip(tmp_path / "f.zip"), target)
    before = target.read_bytes()
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not an order file\n")
    with pytest.raises(OfficialFileError):
        compile_orders(wrong, target)
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "f.zip",
        "orders.sqlite",
        "wrong.txt",
    ]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.txt": "Some other text\n"}, "expected a CMS order file"),
        ({"order.txt": order_text()[:-30]}, "cut short"),
        ({"order.txt": order_text().replace("00003", "00009")}, "line 3: expected order number"),
        ({"order.txt": order_text().replace("M5459", "M5450")}, "same code stands on two lines"),
        (
            {"order.txt": order_text(), "codes.txt": code_text(LINES[:4])},
            "do not list the same codes",
        ),
        (
            {
                "order.txt": order_text(LINES[:4]),
                "add.txt": ORDER_ADDENDA.format(before="2025", after="2026"),
            },
            "addenda count 3 codes, its files hold 2",
        ),
        (
            {
                "order.txt": order_text(),
                "add.txt": ORDER_ADDENDA.format(before="2025", after="2026").replace(
                    "      2 additions\n      1 del", "      9 additions\n      1 del"
                ),
            },
            "do not add up",
        ),
        (
            {"order.txt": f"00001 001     0 {'Bypass':<60} Bypass of something\r\n"},
            "procedure codes",
        ),
    ],
)
def test_contradictory_or_foreign_zip_is_refused_with_the_reason(
    tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    with pytest.raises(OfficialFileError, match=rf"given\.zip.*{reason}"):
        read_orders(archive(tmp_path / "given.zip", files), date(2025, 10, 1))


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OfficialFileError, match=r"absent\.zip: cannot be read"):
        read_orders(tmp_path / "absent.zip")
