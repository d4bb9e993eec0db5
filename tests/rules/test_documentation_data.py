"""The data files of the support and guideline rules say only what the classification bears out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import agent.rules
from agent.rules.support.asserted import family_history_code, personal_history_code
from catalog import CatalogView
from catalog.data_files import load_yaml
from catalog.tabular.notes import references

RULES = Path(agent.rules.__file__).parent
HISTORY = load_yaml(RULES / "support" / "history_codes.yaml")
PAIRS = load_yaml(RULES / "guidelines" / "integral_symptoms.yaml")["pairs"]


def _titles(rows: list[dict[str, Any]], view: CatalogView) -> set[str]:
    return {view.title(row["code"]) for row in rows}


def test_personal_history_codes_are_billable_codes_for_past_conditions(view: CatalogView) -> None:
    assert all(view.is_billable(row["code"]) for row in HISTORY["personal"])
    others = {t for t in _titles(HISTORY["personal"], view) if "ersonal history of" not in t}
    assert others == {"Old myocardial infarction"}


def test_family_history_codes_are_billable_codes_for_relatives(view: CatalogView) -> None:
    assert all(view.is_billable(row["code"]) for row in HISTORY["family"])
    assert all(t.startswith("Family history of") for t in _titles(HISTORY["family"], view))


@pytest.mark.parametrize("kind", ["personal", "family"])
def test_every_range_of_conditions_holds_a_billable_code(view: CatalogView, kind: str) -> None:
    codes = list(view.all_billable())
    for row in HISTORY[kind]:
        (found,) = references(row["conditions"])
        assert any(found.covers(code) for code in codes), row


@pytest.mark.parametrize(
    ("code", "history"),
    [("C50.911", "Z85.3"), ("I21.4", "I25.2"), ("I26.99", "Z86.711"), ("N20.0", "Z87.442")],
)
def test_what_can_be_over_has_a_personal_history_code(
    view: CatalogView, code: str, history: str
) -> None:
    assert personal_history_code(view, code) == history


@pytest.mark.parametrize("code", ["I10", "E11.9", "J45.909", "I50.9", "M54.50", "F17.210"])
def test_what_lasts_has_none(view: CatalogView, code: str) -> None:
    assert personal_history_code(view, code) is None


def test_a_history_code_counts_only_while_it_is_billable(view: CatalogView) -> None:
    earlier = view.catalog.on(view.date.replace(year=2022))
    assert personal_history_code(view, "K63.5") == "Z86.0100"
    assert personal_history_code(earlier, "K63.5") is None
    assert family_history_code(earlier, "E11.9") == "Z83.3"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["symptom"])
def test_every_integral_symptom_pair_can_stand_on_a_claim(
    view: CatalogView, pair: dict[str, Any]
) -> None:
    codes = list(view.all_billable())
    for side in ("codes", "diagnoses"):
        for text in pair[side]:
            (found,) = references(text)
            assert any(found.covers(code) for code in codes), (pair["symptom"], text)
