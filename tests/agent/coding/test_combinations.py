"""Two conditions of one chart that the classification says in one code."""

from __future__ import annotations

import pytest
from proposed import codes

from catalog import CatalogView


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "Type 2 diabetes with diabetic polyneuropathy and hyperglycemia.",
            ["E11.42", "E11.65"],
        ),
        (
            "Diabetes with CKD stage 3a and peripheral neuropathy.",
            ["E11.22", "E11.42", "N18.31"],
        ),
        ("Type 1 diabetes with gastroparesis.", ["E10.43", "K31.84"]),
        ("BPH with urinary frequency and nocturia.", ["N40.1", "R35.0", "R35.1"]),
        ("Crohn's disease of the small bowel with rectal bleeding.", ["K50.011"]),
        ("Ulcerative colitis with bleeding.", ["K51.911"]),
        ("CAD. Stable angina.", ["I25.118"]),
        ("Anemia of chronic renal disease stage 3b.", ["D63.1", "N18.32"]),
        ("COPD exacerbation with acute bronchitis.", ["J20.9", "J44.0", "J44.1"]),
        (
            "Dementia with behavioral disturbance. Alzheimer's disease, late onset.",
            ["F02.818", "G30.1"],
        ),
        ("Degenerative disc disease L4-5 with radiculopathy.", ["M51.16"]),
        ("Varicose veins of left leg with ulcer of calf.", ["I83.022", "L97.229"]),
        ("Acute pancreatitis due to gallstones.", ["K80.20", "K85.10"]),
        ("Hip pain due to osteoarthritis, right.", ["M16.11"]),
        (
            "Diabetic foot ulcer of right heel with fat layer exposed, type 2.",
            ["E11.621", "L97.412"],
        ),
        ("Type 2 diabetes with CKD 3b.", ["E11.22", "N18.32"]),
        ("COVID-19 pneumonia.", ["J12.82", "U07.1"]),
        ("Erectile dysfunction due to diabetes type 2.", ["E11.69", "N52.1"]),
        ("Peripheral neuropathy due to B12 deficiency.", ["E53.8", "G63"]),
        ("Shingles with postherpetic neuralgia.", ["B02.29"]),
        ("HTN. Chronic systolic heart failure. ESRD.", ["I13.2", "I50.22", "N18.6"]),
    ],
)
def test_two_conditions_that_one_code_says_take_it(
    statement: str, expected: list[str], view: CatalogView
) -> None:
    assert sorted(codes(view, f"Assessment: {statement}")) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Type 1 DM. Proliferative diabetic retinopathy, left eye.", ["E10.3592"]),
        ("Type 2 DM. Mild NPDR OU without macular edema.", ["E11.3293"]),
        ("Insulin dependent diabetes.", ["E11.9"]),
    ],
)
def test_diabetes_has_the_type_that_the_chart_names_and_type_2_by_default(
    statement: str, expected: list[str], view: CatalogView
) -> None:
    assert sorted(codes(view, f"Assessment: {statement}")) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Gallstones. Acute pancreatitis.", ["K80.20", "K85.90"]),
        ("Ulcerative colitis. Gum bleeding.", ["K06.8", "K51.90"]),
        ("Influenza. Pneumonia.", ["J11.1", "J18.9"]),
    ],
)
def test_conditions_that_no_words_join_stay_apart_where_nothing_presumes_it(
    statement: str, expected: list[str], view: CatalogView
) -> None:
    assert sorted(codes(view, f"Assessment: {statement}")) == expected


def test_a_second_condition_in_a_test_result_makes_no_combination(view: CatalogView) -> None:
    note = "Results: spirometry shows asthma and COPD.\nAssessment:\nCOPD."
    assert codes(view, note) == ["J44.9"]


def test_an_organism_is_proposed_when_words_join_it_to_the_infection(view: CatalogView) -> None:
    assert codes(view, "Assessment: Pyelonephritis due to E. coli.") == ["N12", "B96.20"]
    assert codes(view, "Assessment: UTI. Urine culture grew E. coli.") == ["N39.0"]


def test_what_gave_way_to_a_combination_does_not_come_back_as_a_companion(
    view: CatalogView,
) -> None:
    note = (
        "HPI: ulcer on the right heel.\nASSESSMENT:\n"
        "1. Diabetic foot ulcer of the right heel with fat layer exposed, type 2.\n"
        "2. Hypertension with CKD stage 3b.\n"
        "3. Left hemiparesis from old stroke.\n"
    )
    assert {"I10", "L97.419"}.isdisjoint(codes(view, note))
