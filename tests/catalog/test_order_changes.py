"""Two editions of the order file are compared as the official addenda compare them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from official_files import LINES, order_text

from catalog.code_sets.addenda import Counts
from catalog.code_sets.order_changes import diff_orders, diff_years
from catalog.code_sets.orders import OrderFile, read_orders
from catalog.library.official import OfficialFileError

BEFORE = (
    ("M54", False, "Back pain", "Pain in the back"),
    ("M545", True, "Low back pain", "Pain low in the back"),
    ("M546", True, "Thoracic pain", "Thoracic pain"),
    ("M549", True, "Dorsalgia, unsp", "Dorsalgia, unspecified"),
)


def _edition(folder: Path, lines: tuple[tuple[str, bool, str, str], ...], day: date) -> OrderFile:
    path = folder / "order.txt"
    path.write_text(order_text(lines), newline="")
    return read_orders(path, day)


@pytest.fixture
def before(tmp_path: Path) -> OrderFile:
    return _edition(tmp_path, BEFORE, date(2024, 10, 1))


@pytest.fixture
def after(tmp_path: Path) -> OrderFile:
    return _edition(tmp_path, LINES, date(2025, 10, 1))


def test_code_divided_is_deleted_as_code_and_added_as_header(
    before: OrderFile, after: OrderFile
) -> None:
    found = diff_orders(before.lines, after.lines)
    assert [line.code for line in found.added] == ["M54.50", "M54.59"]
    assert [line.code for line in found.deleted] == ["M54.5", "M54.9"]
    assert [line.code for line in found.became_header] == ["M54.5"]
    assert [line.code for line in found.headers_added] == ["M54.5"]
    assert [(r.before.title, r.after.title) for r in found.revised] == [
        ("Thoracic pain", "Pain in the thoracic spine")
    ]
    assert found.codes == Counts(3, 3, 2, 2, 1)
    assert found.headers == Counts(1, 2, 1, 0, 0)


def test_header_that_turns_billable_is_named(before: OrderFile, after: OrderFile) -> None:
    found = diff_orders(after.lines, before.lines)
    assert [line.code for line in found.became_billable] == ["M54.5"]


def test_years_are_compared_from_the_last_edition_to_the_first_of_the_next(
    before: OrderFile, after: OrderFile, tmp_path: Path
) -> None:
    april = _edition(tmp_path, BEFORE[:3], date(2025, 4, 1))
    editions = [after, before, april]
    found = diff_years(editions, 2025, 2026)
    assert [line.code for line in found.deleted] == ["M54.5"]
    within = diff_years(editions, 2025, 2025)
    assert [line.code for line in within.deleted] == ["M54.9"]


def test_year_that_is_not_at_hand_is_named(before: OrderFile) -> None:
    with pytest.raises(OfficialFileError, match="order file of FY2019: not at hand"):
        diff_years([before], 2019, 2025)
