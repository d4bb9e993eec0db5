"""The facts about combination codes stand in the classification."""

from __future__ import annotations

import datetime

import pytest

from agent.rules.specificity.spc07_combination_split import CombinationSplit
from catalog import Catalog, CatalogView
from catalog.citations import in_force
from catalog.combinations import Combination, combinations, combinations_of, diabetes


@pytest.fixture(scope="module")
def view() -> CatalogView:
    return Catalog.open().on(datetime.date(2026, 4, 1))


def _families(row: Combination) -> tuple[str, ...]:
    return (*row.one, *row.other, *row.beside)


def test_every_family_of_a_combination_is_a_beginning_of_codes(view: CatalogView) -> None:
    known = {family for row in combinations() for family in _families(row) if len(family) > 2}
    assert [family for family in sorted(known) if view.entry(family) is None] == []


def test_every_combination_code_is_billable(view: CatalogView) -> None:
    codes = {row.code for row in combinations() if not row.tail}
    assert [code for code in sorted(codes) if not view.is_billable(code)] == []


def test_a_code_that_goes_on_as_the_first_does_is_billable_for_each_first(
    view: CatalogView,
) -> None:
    going_on = [
        row.code_for(code)
        for row in combinations()
        if row.tail
        for family in row.one
        for code in _billable_below(view, family)
    ]
    assert going_on
    assert [code for code in going_on if not view.is_billable(code)] == []


def test_every_ending_of_diabetes_makes_a_billable_code_of_each_type(view: CatalogView) -> None:
    known = diabetes()
    codes = [f"{kind}.{row.ending}" for kind in known.types for row in known.complications]
    assert [code for code in codes if not view.is_billable(code)] == []


def test_every_section_that_a_combination_rests_on_is_in_force(view: CatalogView) -> None:
    cited = {citation for row in combinations() for citation in row.cites} | {*diabetes().cites}
    assert [citation for citation in sorted(cited) if not in_force(view, citation)] == []


def test_the_rule_for_claims_is_asked_for_every_first_condition() -> None:
    firsts = {family for row in combinations() if not row.of_chapter for family in row.one}
    assert [
        family for family in sorted(firsts) if not family.startswith(CombinationSplit.about)
    ] == []


def test_combinations_are_found_by_the_code_of_their_first_condition() -> None:
    assert {row.code for row in combinations_of("K80.20")} == {
        "K80.00",
        "K80.10",
        "K80.12",
        "K80.70",
    }


def _billable_below(view: CatalogView, code: str) -> list[str]:
    if view.is_billable(code):
        return [code]
    return [below for child in view.children(code) for below in _billable_below(view, child.code)]
