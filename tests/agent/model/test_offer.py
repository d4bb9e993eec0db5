"""The candidates a note leads to: billable, numbered, and enough for a coder to compare."""

from __future__ import annotations

from datetime import date

import pytest

from agent.coding.offer import Offered, offer
from agent.models import Document
from agent.reading import read
from catalog import Catalog, CatalogView


def offered(view: CatalogView, note: str, most: int = 60) -> tuple[Offered, ...]:
    return offer(read(Document(id="note", text=note), view), view, most)


def codes(view: CatalogView, note: str, most: int = 60) -> list[str]:
    return [candidate.code for candidate in offered(view, note, most)]


def test_codes_that_differ_in_site_stand_beside_the_best_one(view: CatalogView) -> None:
    assert {"M25.561", "M25.551", "M25.571"} <= set(codes(view, "Pain in right knee."))


def test_the_other_side_is_offered_in_case_the_reader_got_it_wrong(view: CatalogView) -> None:
    found = codes(view, "Pain in right knee.")
    assert {"M25.561", "M25.562"} <= set(found)


def test_other_sites_are_offered_for_the_documented_side_alone(view: CatalogView) -> None:
    found = codes(view, "Pain in right knee.")
    assert "M25.551" in found
    assert [code for code in ("M25.552", "M25.559") if code in found] == []


def test_a_condition_read_as_unspecified_is_offered_with_its_specific_codes(
    view: CatalogView,
) -> None:
    assert {"I50.9", "I50.21"} <= set(codes(view, "Assessment:\n1. Heart failure.\n"))


def test_candidates_are_numbered_from_one_in_code_order(view: CatalogView) -> None:
    found = offered(view, "Assessment:\n1. Pain in right knee.\n2. Essential hypertension.\n")
    assert [candidate.number for candidate in found] == list(range(1, len(found) + 1))
    assert [candidate.code for candidate in found] == sorted(c.code for c in found)
    assert all(candidate.title for candidate in found)


def test_a_short_list_still_holds_the_best_code_of_every_condition(view: CatalogView) -> None:
    note = "Assessment:\n1. Pain in right knee.\n2. Essential hypertension.\n3. Asthma.\n"
    assert codes(view, note, most=3) == ["I10", "J45.909", "M25.561"]


def test_conditions_read_as_absent_yield_to_those_read_as_present(view: CatalogView) -> None:
    note = "No asthma.\n\nAssessment:\n1. Essential hypertension.\n"
    assert codes(view, note, most=1) == ["I10"]


@pytest.mark.parametrize("day", [date(2021, 9, 30), date(2021, 10, 1)])
def test_every_candidate_is_billable_on_the_date(catalog: Catalog, day: date) -> None:
    view = catalog.on(day)
    found = codes(view, "Assessment:\n1. Low back pain.\n2. Depression.\n3. Cough.\n")
    assert found
    assert [code for code in found if not view.is_billable(code)] == []


def test_a_note_without_conditions_or_words_leads_to_nothing(view: CatalogView) -> None:
    assert offered(view, "") == ()
