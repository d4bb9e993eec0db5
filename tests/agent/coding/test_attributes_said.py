"""What a statement says after the condition, or the chart elsewhere, decides among codes."""

from __future__ import annotations

import pytest
from proposed import codes

from catalog import CatalogView


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Nuclear sclerotic cataract, right eye.", ["H25.11"]),
        ("Cataract, right eye, nuclear sclerotic.", ["H25.11"]),
        ("Primary open angle glaucoma, both eyes, moderate.", ["H40.1132"]),
        ("Closed fracture of right fifth metatarsal, nondisplaced, initial.", ["S92.354A"]),
        ("Fracture of right fifth metatarsal.", ["S92.351A"]),
        ("Preeclampsia, third trimester, severe.", ["O14.13"]),
        ("Overdose of acetaminophen, intentional.", ["T39.1X2A"]),
        ("Unintentional overdose of acetaminophen.", ["T39.1X1A"]),
        ("Left hemiparesis.", ["G81.94"]),
        ("Left hemiparesis as a late effect of stroke.", ["I69.354"]),
        ("Laceration of left index finger.", ["S61.211A"]),
        ("Rheumatoid arthritis of both hands, seropositive.", ["M05.741", "M05.742"]),
        ("Rheumatoid arthritis of the hands.", ["M06.9"]),
        ("Stage 3 pressure ulcer of the left heel.", ["L89.623"]),
        ("Pressure ulcer of sacrum stage 3. Left heel DTI.", ["L89.153", "L89.626"]),
        ("Family history of breast cancer in her mother.", ["Z80.3"]),
        ("Encounter for immunization, flu shot.", ["Z23"]),
        ("Trigger finger, right ring finger.", ["M65.341"]),
        ("Trigger finger, right.", ["M65.30"]),
        ("Dog bite of right forearm.", ["S51.851A"]),
        ("C. diff colitis, recurrent.", ["A04.71"]),
        ("Nonunion of left tibial shaft fracture.", ["S82.202K"]),
        ("Acute myeloblastic leukemia, now in relapse.", ["C92.02"]),
        ("Infected right knee prosthesis.", ["T84.53XA"]),
        ("Melanoma of left forearm.", ["C43.62"]),
        ("Squamous cell carcinoma of right ear.", ["C44.222"]),
        ("Personal history of breast cancer.", ["Z85.3"]),
        ("Alcoholic cirrhosis with ascites and hepatic encephalopathy.", ["K70.31", "K76.82"]),
        ("Breast cancer metastatic to bone.", ["C50.919", "C79.51"]),
        ("Metastatic lung cancer to brain.", ["C34.90", "C79.31"]),
        ("Annual physical exam. Hypertension.", ["Z00.00", "I10"]),
        ("Hypertension, last annual physical exam in May.", ["I10"]),
    ],
)
def test_further_words_of_the_statement_decide(
    statement: str, expected: list[str], view: CatalogView
) -> None:
    assert codes(view, f"Assessment: {statement}") == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("AF, chronic renal failure.", ["I48.91", "N18.9"]),
        ("Dysphagia with poor oral intake.", ["R13.10", "R63.8"]),
    ],
)
def test_words_of_the_next_condition_are_its_own(
    statement: str, expected: list[str], view: CatalogView
) -> None:
    assert codes(view, f"Assessment: {statement}") == expected


def test_a_side_told_elsewhere_in_the_chart_completes_the_assessment(view: CatalogView) -> None:
    note = "CC: Right knee pain after a fall.\nAssessment:\nKnee contusion."
    assert codes(view, note) == ["S80.01XA"]


def test_two_sides_told_elsewhere_complete_nothing(view: CatalogView) -> None:
    note = "CC: Right knee pain. Left knee swelling.\nAssessment:\nKnee contusion."
    assert codes(view, note) == ["S80.00XA"]


def test_an_assessment_that_tells_nothing_but_background_is_taken_at_its_word(
    view: CatalogView,
) -> None:
    statement = "Patient is a 32 year old at 34 weeks with gestational diabetes, diet controlled."
    assert codes(view, f"Assessment: {statement}") == ["Z3A.34", "O24.410"]
