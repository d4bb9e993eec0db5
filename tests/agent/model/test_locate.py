"""The candidates that one statement leads to: billable, few, and enough for a coder to compare."""

from __future__ import annotations

from datetime import date

import pytest

from agent.coding.locate import Locator
from agent.coding.statements import Proved
from agent.context import Assertion, Side
from agent.models import Document
from agent.reading import read
from catalog import Catalog, CatalogView


def located(
    view: CatalogView,
    note: str,
    quote: str,
    *,
    assertion: Assertion = Assertion.AFFIRMED,
    side: Side | None = None,
    encounter: str = "",
    most: int = 12,
) -> tuple[str, ...]:
    start = note.index(quote)
    document = read(Document(id="note", text=note), view)
    stated = Proved(start, start + len(quote), 1, quote, assertion, side, "", encounter, True)
    return Locator(view, (), most).first(stated, document)


def test_codes_that_differ_in_side_and_site_stand_beside_the_best_one(view: CatalogView) -> None:
    found = located(view, "Pain in right knee.", "Pain in right knee", side=Side.RIGHT)
    assert {"M25.561", "M25.562", "M25.551"} <= set(found)
    assert "M25.552" not in found


def test_words_that_the_reader_passes_over_are_searched_for(view: CatalogView) -> None:
    note = "Her sugars: known T2DM with neuropathy."
    assert "E11.40" in located(view, note, "T2DM with neuropathy")


def test_a_condition_read_as_unspecified_comes_with_specific_codes(view: CatalogView) -> None:
    assert {"I50.9", "I50.21"} <= set(located(view, "1. Heart failure.", "Heart failure"))


def test_the_documented_encounter_is_among_the_candidates(view: CatalogView) -> None:
    note = "Low back strain, healing well."
    found = located(view, note, "Low back strain", encounter="subsequent")
    assert "S39.012D" in found


def test_the_best_code_is_there_however_few_are_wanted(view: CatalogView) -> None:
    assert located(view, "Essential hypertension.", "Essential hypertension", most=1) == ("I10",)


def test_a_past_condition_is_offered_history_codes_alone(view: CatalogView) -> None:
    note = "Personal history of breast cancer."
    found = located(view, note, "breast cancer", assertion=Assertion.HISTORICAL)
    assert "Z85.3" in found
    assert [code for code in found if not "Z85" <= code < "Z99.999" and code != "I25.2"] == []


def test_a_relatives_condition_is_offered_family_history_codes_alone(view: CatalogView) -> None:
    note = "Her mother had breast cancer."
    found = located(view, note, "breast cancer", assertion=Assertion.FAMILY)
    assert "Z80.3" in found
    assert [code for code in found if not "Z80" <= code < "Z85"] == []


def test_another_search_leaves_out_what_was_seen(view: CatalogView) -> None:
    stated = Proved(0, 9, 1, "knee hurt", Assertion.AFFIRMED, None, "", "", True)
    locator = Locator(view, (), 5)
    first = locator.again("pain in right knee", stated, ())
    assert "M25.561" in first
    assert set(first).isdisjoint(locator.again("pain in right knee", stated, first))


@pytest.mark.parametrize("day", [date(2021, 9, 30), date(2021, 10, 1)])
@pytest.mark.parametrize("words", ["Low back pain", "Depression", "Cough"])
def test_every_candidate_is_billable_on_the_date_and_they_are_in_code_order(
    catalog: Catalog, day: date, words: str
) -> None:
    view = catalog.on(day)
    found = located(view, f"1. {words}.", words)
    assert found
    assert [code for code in found if not view.is_billable(code)] == []
    assert list(found) == sorted(found)
