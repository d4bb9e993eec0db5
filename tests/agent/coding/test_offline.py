"""What the offline coder proposes, and what it leaves alone."""

from __future__ import annotations

import pytest
from proposed import codes, proposals

from agent.models import Setting
from catalog import CatalogView


def test_an_assessed_condition_is_proposed_with_its_words(view: CatalogView) -> None:
    (proposal,) = proposals(view, "Assessment: right thigh pain.")
    assert proposal.code == "M79.651"
    assert [m.text for m in proposal.mentions] == ["right thigh pain"]
    assert proposal.beaten == ("M79.659",)


def test_a_stated_side_beats_the_same_condition_without_one(view: CatalogView) -> None:
    assert codes(view, "CC: Right knee pain. Assessment: Knee pain.") == ["M25.561"]


def test_a_condition_only_told_in_the_history_is_not_proposed(view: CatalogView) -> None:
    assert codes(view, "HPI: He has asthma. Assessment: Right thigh pain.") == ["M79.651"]


def test_denied_family_and_hypothetical_conditions_are_not_proposed(view: CatalogView) -> None:
    text = "Assessment: No asthma. Father had gout. Return if pneumonia develops."
    assert codes(view, text) == []


def test_an_uncertain_diagnosis_is_proposed_for_inpatients_only(view: CatalogView) -> None:
    text = "Assessment: Probable pneumonia."
    assert codes(view, text) == []
    assert codes(view, text, Setting.INPATIENT) == ["J18.9"]


@pytest.mark.parametrize("setting", [Setting.PROFESSIONAL, Setting.INPATIENT])
def test_a_planned_procedure_is_not_coded_and_its_reason_is(
    setting: Setting, view: CatalogView
) -> None:
    text = "Assessment: Plan for total knee replacement for right knee osteoarthritis."
    assert codes(view, text, setting) == ["M17.11"]


def test_a_procedure_that_is_only_possible_is_no_uncertain_diagnosis(view: CatalogView) -> None:
    assert codes(view, "Assessment: Possible total knee replacement.", Setting.INPATIENT) == []


def test_the_status_after_an_operation_is_coded_however_long_ago(view: CatalogView) -> None:
    assert codes(view, "Assessment: 1. Prior left hip replacement.") == ["Z96.642"]


@pytest.mark.parametrize("infection", ["HIV disease", "COVID-19", "influenza A"])
def test_an_infection_coded_only_when_confirmed_is_not_proposed_while_possible(
    infection: str, view: CatalogView
) -> None:
    assert codes(view, f"Assessment: Possible {infection}.", Setting.INPATIENT) == []
    assert codes(view, f"Assessment: {infection}.", Setting.INPATIENT) != []


def test_both_sides_are_proposed_for_a_bilateral_condition(view: CatalogView) -> None:
    assert sorted(codes(view, "Assessment: bilateral knee pain.")) == ["M25.561", "M25.562"]


def test_a_symptom_is_left_out_when_its_cause_is_given(view: CatalogView) -> None:
    assert codes(view, "Assessment: Right knee pain due to right knee osteoarthritis.") == [
        "M17.11"
    ]


def test_the_history_adds_what_the_assessment_leaves_open(view: CatalogView) -> None:
    text = "PMH: Chronic kidney disease stage 3a. Assessment: Chronic kidney disease."
    assert codes(view, text) == ["N18.31"]


def test_words_that_only_prompt_counseling_are_not_proposed(view: CatalogView) -> None:
    assert codes(view, "Plan: Counseling given. Avoid dehydration. Screening done.") == []


def test_a_broad_site_says_nothing_beside_a_site_within_it(view: CatalogView) -> None:
    assert codes(view, "Assessment: Pain in limb. Left thigh pain.") == ["M79.652"]


def test_conditions_presumed_related_take_their_combination_code(view: CatalogView) -> None:
    (first, second) = proposals(view, "Assessment: 1. Hypertension. 2. CKD stage 3a.")
    assert (first.code, second.code) == ("I12.9", "N18.31")
    assert first.citations == ("OCG:I.C.9.a",)
    assert first.beaten[0] == "I10"
    assert codes(view, "Assessment: 1. HTN. 2. Heart failure. 3. CKD stage 4.") == [
        "I13.0",
        "I50.9",
        "N18.4",
    ]
    assert codes(view, "Assessment: 1. T2DM. 2. PAD.") == ["E11.51"]


def test_conditions_said_to_be_unrelated_are_coded_apart(view: CatalogView) -> None:
    text = "Assessment: 1. Hypertension. 2. CKD stage 3a, not due to hypertension."
    assert sorted(codes(view, text)) == ["I10", "N18.31"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Heart failure.\n2. Chronic diastolic heart failure.", ["I50.32"]),
        ("1. Diabetes.\n2. Diabetic retinopathy, type 2 diabetes.", ["E11.319"]),
        ("1. COPD.\n2. COPD exacerbation.", ["J44.1"]),
        ("1. Anemia.\n2. Iron deficiency anemia.", ["D50.9"]),
        ("1. GERD.\n2. GERD with esophagitis.", ["K21.00"]),
        ("1. Hypertension.\n2. Pulmonary hypertension.", ["I10", "I27.20"]),
        ("1. Left inguinal hernia.\n2. Right inguinal hernia with obstruction.", None),
    ],
)
def test_what_one_code_leaves_open_another_says(
    text: str, expected: list[str] | None, view: CatalogView
) -> None:
    found = sorted(codes(view, f"ASSESSMENT\n{text}"))
    assert found == (expected or ["K40.30", "K40.90"])


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ("Chronic diastolic heart failure.", ["I50.32"]),
        ("Heart failure exacerbation last year.", ["I50.9"]),
    ],
)
def test_the_history_says_what_the_assessment_leaves_open(
    history: str, expected: list[str], view: CatalogView
) -> None:
    assert codes(view, f"PMH:\n{history}\nASSESSMENT\n1. Heart failure.") == expected
