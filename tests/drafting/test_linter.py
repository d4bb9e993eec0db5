"""The linter passes compliant provider queries and says what is wrong with the others."""

from __future__ import annotations

import pytest

from agent.drafting.linter import lint, open_choices
from agent.models import EvidenceSpan, ProviderQuery

OTHER, UNDETERMINED = open_choices()
PHLEBITIS = ("Phlebitis", OTHER, UNDETERMINED)
GOOD = ProviderQuery(
    title="Side and site of the leg pain",
    indicators=(EvidenceSpan(document_id="note", start=17, end=25, quote="leg pain"),),
    question=(
        "Based on your clinical judgment and the record of 2026-05-04, what can you clarify about "
        "the following: side and site of the leg pain?"
    ),
    options=("Right", "Left", "Bilateral", OTHER, UNDETERMINED),
)


def test_a_compliant_query_has_no_faults() -> None:
    assert lint(GOOD) == ()


@pytest.mark.parametrize(
    "title",
    [
        "Clinical meaning of the hemoglobin A1C",
        "Vitamin B12 level",
        "Level of the fracture at T12",
        "Costochondral tenderness",
        "Auditory symptoms",
    ],
)
def test_clinical_words_that_look_like_codes_or_payment_pass(title: str) -> None:
    assert lint(GOOD.model_copy(update={"title": title})) == ()


def test_an_open_query_without_clinical_options_passes() -> None:
    assert lint(GOOD.model_copy(update={"options": (OTHER, UNDETERMINED)})) == ()


def test_a_title_may_use_words_that_the_chart_uses() -> None:
    options = ("Leg pain", "Leg swelling", OTHER, UNDETERMINED)
    assert lint(GOOD.model_copy(update={"options": options})) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": "Side of the pain, to avoid a denial"}, "payment"),
        ({"question": "What side was treated, so that the payer reimburses the visit?"}, "payment"),
        ({"options": ("Right, for better reimbursement", OTHER, UNDETERMINED)}, "payment"),
        ({"title": "Support for M79.604"}, "code number"),
        ({"question": "Which side did the scan under 73700 show?"}, "code number"),
        ({"options": ("M79.604", "M79.605", OTHER, UNDETERMINED)}, "code number"),
        ({"title": "ICD-10 specificity"}, "coding"),
        ({"question": "Please document right leg pain. What else?"}, "presses"),
        ({"question": "Which side hurts, and do you agree that it is the right?"}, "presses"),
        ({"question": "Is the pain in the right leg?"}, "yes or no"),
        ({"question": "Based on the record, does the patient have sciatica?"}, "yes or no"),
        ({"question": "Clarify the side."}, "does not ask"),
        ({"question": "   "}, "does not ask"),
        ({"options": ("Right", "Left", UNDETERMINED)}, "is missing"),
        ({"options": ("Right", "Left", OTHER)}, "is missing"),
        ({"options": ("Right", "right", OTHER, UNDETERMINED)}, "same"),
        ({"options": ("", OTHER, UNDETERMINED)}, "empty"),
        ({"title": " "}, "no title"),
        ({"title": "Acute phlebitis", "options": PHLEBITIS}, "title names"),
        ({"question": "What about the phlebitis?", "options": PHLEBITIS}, "question names"),
        ({"indicators": ()}, "indicator"),
    ],
)  # fmt: skip
def test_a_query_that_is_not_compliant_is_refused(change: dict[str, object], fault: str) -> None:
    faults = lint(GOOD.model_copy(update=change))
    assert any(fault in said for said in faults), faults


def test_the_words_of_the_chart_are_not_judged() -> None:
    span = EvidenceSpan(document_id="note", start=0, end=14, quote="claim 20550 denied")
    assert lint(GOOD.model_copy(update={"indicators": (span,)})) == ()
