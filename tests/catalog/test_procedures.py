"""ICD-10-PCS codes and discharge statuses are found on a day as the editor has them."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.procedures import Procedures
from catalog.sources import locate


@pytest.fixture(scope="module")
def procedures() -> Procedures:
    return Procedures(locate().editor)


def test_a_code_is_found_with_its_flags(procedures: Procedures) -> None:
    found = procedures.in_force("5a1955z", date(2026, 5, 4))
    assert found is not None
    assert (found.code, found.flags) == ("5A1955Z", ("los",))


def test_a_code_is_in_force_to_its_last_day(procedures: Procedures) -> None:
    assert procedures.in_force("0370046", date(2019, 9, 30)) is not None
    assert procedures.in_force("0370046", date(2019, 10, 1)) is None


@pytest.mark.parametrize("code", ["", "0SRC0J", "0SRC0J9X", "é", "ZZZZZZZ", "0000000"])
def test_what_is_no_code_has_no_period(procedures: Procedures, code: str) -> None:
    assert procedures.periods(code) == ()


def test_flags_change_with_the_day(procedures: Procedures) -> None:
    assert procedures.flags("0UT90ZZ", date(2024, 9, 30)) == {"female"}
    assert procedures.flags("0UT90ZZ", date(2024, 10, 1)) == frozenset()


@pytest.mark.parametrize(
    ("status", "day", "accepted"),
    [
        ("01", date(2026, 5, 4), True),
        ("09", date(2026, 5, 4), False),
        ("13", date(2003, 9, 30), True),
        ("13", date(2026, 5, 4), False),
    ],
)
def test_a_discharge_status_is_accepted_on_its_days(
    procedures: Procedures, status: str, day: date, accepted: bool
) -> None:
    assert procedures.accepts_status(status, day) is accepted
