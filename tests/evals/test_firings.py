"""How often each rule fires: cases and findings are counted, the frequent marked with a reason."""

from __future__ import annotations

from collections import Counter
from datetime import date

from agent.models import Action, Category, Status
from agent.rules import all_rules
from catalog.data_files import load_yaml
from evals.contracts import GoldCase, GoldCode, PredictedFinding, Prediction
from evals.firings import _REASONS, Fired, as_billed, often, page


def prediction(*rules: str) -> Prediction:
    found = tuple(
        PredictedFinding(
            rule_id=rule,
            category=Category.VALIDITY,
            status=Status.PROVED,
            subject_kind="diagnosis",
            action=Action.NONE,
        )
        for rule in rules
    )
    return Prediction(case_id="one", findings=found)


FIFTY = [prediction("VAL01", "VAL01"), prediction("VAL01", "VAL04"), *[prediction()] * 48]
NOTHING = Fired(0, Counter(), Counter())


def test_a_rule_that_fires_twice_in_a_case_counts_one_case() -> None:
    fired = Fired.of(FIFTY)
    assert (fired.cases, fired.in_cases["VAL01"], fired.findings["VAL01"]) == (50, 2, 3)


def test_only_more_than_two_percent_is_often() -> None:
    assert [rule.id for rule in often(all_rules(), Fired.of(FIFTY))] == ["VAL01"]


def test_the_page_has_every_rule_and_the_reason_of_the_frequent_ones() -> None:
    made = page(all_rules(), Fired.of(FIFTY), NOTHING, {"VAL01": "It is so."}, date(2026, 1, 2))
    assert all(f"| {rule.id}" in made for rule in all_rules())
    assert "**VAL01 unknown_code** (error), 2 of 50 cases: It is so." in made
    assert "| VAL01 * | unknown_code | error | 3 | 4.0% | 0 | 0.0% |" in made


def test_the_gold_codes_become_the_claim() -> None:
    case = GoldCase.model_validate(
        {
            "case_id": "c",
            "bundle": {
                "bundle_id": "c",
                "encounter": {"setting": "outpatient", "service_from": "2026-05-04"},
            },
            "codes": [GoldCode(code="I10")],
        }
    )
    assert [billed.code for billed in as_billed(case).bundle.claim.diagnoses] == ["I10"]


def test_reasons_are_given_for_rules_that_there_are() -> None:
    assert set(load_yaml(_REASONS) or {}) <= {rule.id for rule in all_rules()}
