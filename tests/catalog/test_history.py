"""The life of a code: began, ended, became a header, was replaced."""

from __future__ import annotations

from datetime import date

import pytest

from catalog import Catalog
from catalog.history import Happening, Period, code_set_difference, history

OCTOBER_2015 = date(2015, 10, 1)


def _told(catalog: Catalog, code: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = history(catalog, code).events
    return [(event.day.isoformat(), event.what.value, event.codes) for event in found]


def test_code_that_was_divided_became_a_header_and_names_what_replaced_it(
    catalog: Catalog,
) -> None:
    assert _told(catalog, "M51.36") == [
        ("2015-10-01", "began", ()),
        ("2024-10-01", "became header", ()),
        ("2024-10-01", "replaced by", ("M51.360", "M51.361", "M51.362", "M51.369")),
    ]
    found = history(catalog, "m5136")
    assert found.code == "M51.36"
    assert found.billable == (Period(OCTOBER_2015, date(2024, 9, 30)),)
    assert found.header == (Period(date(2024, 10, 1), None),)


def test_april_code_began_in_april_and_says_what_it_takes_over_from(catalog: Catalog) -> None:
    began, takes_over = history(catalog, "U07.0").events
    assert (began.day, began.what) == (date(2020, 4, 1), Happening.BEGAN)
    assert takes_over.what is Happening.TAKES_OVER_FROM
    assert "J68.0" in takes_over.codes


def test_code_that_lost_a_part_goes_on(catalog: Catalog) -> None:
    assert _told(catalog, "R06.00") == [
        ("2015-10-01", "began", ()),
        ("2017-10-01", "partly replaced by", ("R06.03",)),
    ]


def test_deleted_code_ended_on_its_last_day(catalog: Catalog) -> None:
    assert _told(catalog, "T52.8X1A") == [
        ("2015-10-01", "began", ()),
        ("2026-09-30", "ended", ()),
    ]


def test_changed_flags_do_not_part_a_codes_life(catalog: Catalog) -> None:
    assert history(catalog, "A18.14").billable == (Period(OCTOBER_2015, None),)


def test_category_is_a_header_from_the_first_day_and_an_unknown_code_has_no_history(
    catalog: Catalog,
) -> None:
    assert _told(catalog, "M54") == [("2015-10-01", "began as header", ())]
    assert history(catalog, "Q00.Z9").events == ()


def test_view_on_any_day_tells_the_same_history(catalog: Catalog) -> None:
    early, late = catalog.on(date(2016, 1, 1)), catalog.on(date(2026, 1, 1))
    assert history(early, "M54.5") == history(late, "M54.5") == history(catalog, "M54.5")


def test_difference_of_two_days_tells_deleted_codes_from_new_headers(catalog: Catalog) -> None:
    found = code_set_difference(catalog, date(2022, 3, 31), date(2022, 4, 1))
    assert found.added == ("Z28.310", "Z28.311", "Z28.39")
    assert (found.deleted, found.became_header) == (("Z28.3",), ("Z28.3",))


@pytest.mark.slow
def test_every_code_is_billable_in_its_history_exactly_when_the_catalog_says_so(
    catalog: Catalog,
) -> None:
    for day in (date(2016, 1, 1), date(2022, 4, 1), date(2026, 10, 1)):
        billable = set(catalog.on(day).all_billable())
        for code in sorted(billable)[::50]:
            periods = history(catalog, code).billable
            assert any(p.start <= day <= (p.end or date.max) for p in periods), code
