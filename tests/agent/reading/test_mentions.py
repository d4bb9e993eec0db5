"""What a phrase of a note is read as: code, side, site, assertion."""

from __future__ import annotations

import pytest

from agent.context import Assertion, Mention, SectionKind, Side
from agent.models import Document
from agent.reading import read
from catalog import CatalogView


def mentions(view: CatalogView, text: str) -> tuple[Mention, ...]:
    return read(Document(id="note", text=text), view).mentions


def only(view: CatalogView, text: str) -> Mention:
    found = mentions(view, text)
    assert len(found) == 1, [m.text for m in found]
    return found[0]


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("right thigh pain", "M79.651"),
        ("pain in the right thigh", "M79.651"),
        ("R thigh pain", "M79.651"),
        ("thigh pain, right", "M79.651"),
        ("thigh pain on the right", "M79.651"),
        ("right lower leg pain", "M79.661"),
        ("left calf pain", "M79.662"),
        ("knee pain", "M25.569"),
        ("right knee pain", "M25.561"),
        ("hypertension", "I10"),
        ("HTN", "I10"),
        ("low back pain", "M54.50"),
        ("LBP", "M54.50"),
        ("type 2 diabetes", "E11.9"),
        ("T2DM", "E11.9"),
        ("diabetes mellitus type II", "E11.9"),
        ("asthma", "J45.909"),
        ("atrial fibrillation", "I48.91"),
        ("osteoarthritis of knee, right", "M17.11"),
        ("right knee OA", "M17.11"),
        ("CKD stage 3a", "N18.31"),
        ("GERD", "K21.9"),
        ("COPD exacerbation", "J44.1"),
        ("low back strain", "S39.012A"),
    ],
)
def test_a_phrase_is_read_as_its_code(view: CatalogView, phrase: str, code: str) -> None:
    assert only(view, f"Assessment: {phrase}.").candidates[0] == code


def test_a_history_is_read_as_its_status_code_and_as_the_past_condition(view: CatalogView) -> None:
    status, past = mentions(view, "History of breast cancer.")
    assert (status.candidates[0], status.assertion) == ("Z85.3", Assertion.AFFIRMED)
    assert (past.text, past.assertion) == ("breast cancer", Assertion.HISTORICAL)


@pytest.mark.parametrize(
    ("sentence", "assertion"),
    [
        ("She has pneumonia.", Assertion.AFFIRMED),
        ("She denies pneumonia.", Assertion.NEGATED),
        ("No evidence of pneumonia.", Assertion.NEGATED),
        ("Pneumonia was ruled out.", Assertion.NEGATED),
        ("Possible pneumonia.", Assertion.POSSIBLE),
        ("Rule out pneumonia.", Assertion.POSSIBLE),
        ("r/o pneumonia", Assertion.POSSIBLE),
        ("Findings consistent with pneumonia.", Assertion.POSSIBLE),
        ("Pneumonia is suspected.", Assertion.POSSIBLE),
        ("History of pneumonia.", Assertion.HISTORICAL),
        ("h/o pneumonia", Assertion.HISTORICAL),
        ("Past medical history significant for pneumonia.", Assertion.AFFIRMED),
        ("Her mother had pneumonia.", Assertion.FAMILY),
        ("Return if pneumonia develops.", Assertion.HYPOTHETICAL),
        ("Denies: pneumonia", Assertion.NEGATED),
        ("Pneumonia, resolved.", Assertion.HISTORICAL),
        ("Pneumonia was not seen.", Assertion.NEGATED),
        ("She is not hypertensive.", Assertion.NEGATED),
        ("DM2 w/o neuropathy", Assertion.NEGATED),
        ("?UTI", Assertion.POSSIBLE),
        ("Vaccinated against influenza.", Assertion.HYPOTHETICAL),
        ("Pneumonia is less likely.", Assertion.NEGATED),
    ],
)
def test_a_sentence_asserts_its_condition(
    view: CatalogView, sentence: str, assertion: Assertion
) -> None:
    assert mentions(view, sentence)[-1].assertion is assertion


def test_a_negation_ends_at_but(view: CatalogView) -> None:
    negated, affirmed = mentions(view, "No fever but has pneumonia.")
    assert (negated.assertion, affirmed.assertion) == (Assertion.NEGATED, Assertion.AFFIRMED)


def test_a_negation_goes_on_through_a_list(view: CatalogView) -> None:
    found = mentions(view, "Denies fever, chest pain, or nausea.")
    assert [m.assertion for m in found] == [Assertion.NEGATED] * 3


def test_a_condition_in_the_family_history_is_the_family_s(view: CatalogView) -> None:
    assert only(view, "FAMILY HISTORY\nAsthma.").assertion is Assertion.FAMILY


def test_a_condition_has_one_concept_at_every_side_and_site(view: CatalogView) -> None:
    right, left, thigh = mentions(view, "Right knee pain. Left knee pain. Thigh pain.")
    assert right.concept == left.concept == thigh.concept
    assert (right.side, left.side, thigh.side) == (Side.RIGHT, Side.LEFT, None)
    assert (right.site, left.site, thigh.site) == ("knee", "knee", "thigh")


def test_a_mention_knows_its_section(view: CatalogView) -> None:
    found = mentions(view, "HPI: Cough. Assessment: Asthma. Plan: treat asthma.")
    assert [m.sentence.section for m in found] == [
        SectionKind.HISTORY_OF_PRESENT_ILLNESS,
        SectionKind.ASSESSMENT,
        SectionKind.PLAN,
    ]


def test_both_sides_are_read_where_there_is_no_bilateral_code(view: CatalogView) -> None:
    mention = only(view, "Assessment: bilateral knee pain")
    assert mention.side is Side.BILATERAL
    assert mention.candidates[:2] == ("M25.561", "M25.562")


@pytest.mark.parametrize(
    ("phrase", "codes"),
    [
        ("right knee and hip pain", ["M25.551", "M25.561"]),
        ("left knee and right ankle pain", ["M25.571", "M25.562"]),
        ("pain in the left knee and ankle", ["M25.562", "M25.572"]),
        ("neck and back pain", ["M54.9", "M54.2"]),
    ],
)
def test_conditions_that_share_a_word_are_read_apart(
    view: CatalogView, phrase: str, codes: list[str]
) -> None:
    found = mentions(view, f"Assessment: {phrase}.")
    assert [m.candidates[0] for m in found] == codes


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Right shoulder rotator cuff tear", "M75.101"),
        ("Ankle sprain, right", "S93.401A"),
        ("Left olecranon bursitis", "M70.22"),
        ("L knee pain", "M25.562"),
    ],
)
def test_a_side_is_found_over_the_words_between(view: CatalogView, phrase: str, code: str) -> None:
    assert only(view, f"Assessment: {phrase}.").candidates[0] == code


def test_the_letter_of_a_hepatitis_is_no_article(view: CatalogView) -> None:
    assert only(view, "Hepatitis A.").candidates[0] == "B15.9"
    assert only(view, "A hepatitis.").candidates[0] == "K75.9"


def test_a_lifelong_condition_in_the_history_is_current(view: CatalogView) -> None:
    assert only(view, "History of hypertension.").assertion is Assertion.AFFIRMED
    assert mentions(view, "History of pneumonia.")[-1].assertion is Assertion.HISTORICAL


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("Assessment: ankle sprain.", "S93.409A"),
        ("Follow-up of ankle sprain. Assessment: ankle sprain.", "S93.409D"),
        ("Assessment: ankle sprain, sequela.", "S93.409S"),
    ],
)
def test_the_seventh_character_follows_the_encounter(
    view: CatalogView, note: str, code: str
) -> None:
    assert mentions(view, note)[-1].candidates[0] == code


def test_the_level_of_the_spine_names_its_region(view: CatalogView) -> None:
    assert only(view, "Herniated disc at L4-5 with radiculopathy.").candidates[0] == "M51.16"
    found = mentions(view, "L4-5 findings: herniated disc with radiculopathy.")
    assert found[-1].candidates[0] == "M51.16"


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("left distal radius fracture", "S52.502A"),
        ("right intertrochanteric fracture", "S72.141A"),
        ("left leg cellulitis", "L03.116"),
        ("right hand laceration", "S61.411A"),
        ("left lower quadrant pain", "R10.32"),
        ("left bundle branch block", "I44.7"),
        ("chronic gout", "M1A.9XX0"),
        ("DM2 w/ neuropathy", "E11.40"),
        ("somatic dysfunction of pelvis", "M99.05"),
    ],
)
def test_defaults_of_the_classification_are_followed(
    view: CatalogView, phrase: str, code: str
) -> None:
    assert mentions(view, f"Assessment: {phrase}.")[0].candidates[0] == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IMPRESSION:\n? pneumonia", [("pneumonia", Assertion.POSSIBLE)]),
        (
            "Low back pain, possible sciatica",
            [("Low back pain", Assertion.AFFIRMED), ("sciatica", Assertion.POSSIBLE)],
        ),
        (
            "Denies the following:\nheadache\nchest pain\n\nCough is present",
            [
                ("headache", Assertion.NEGATED),
                ("chest pain", Assertion.NEGATED),
                ("Cough", Assertion.AFFIRMED),
            ],
        ),
        (
            "Return if:\n1. fever\n2. cough\nWe treat otitis media",
            [
                ("fever", Assertion.HYPOTHETICAL),
                ("cough", Assertion.HYPOTHETICAL),
                ("otitis media", Assertion.AFFIRMED),
            ],
        ),
        ("DVT left leg 2010", [("DVT left leg", Assertion.HISTORICAL)]),
        ("Osteoarthritis 2010", [("Osteoarthritis", Assertion.AFFIRMED)]),
        ("gout\nasthma", [("gout", Assertion.AFFIRMED), ("asthma", Assertion.AFFIRMED)]),
    ],
)
def test_each_condition_is_asserted_as_its_own_words_and_list_say(
    text: str, expected: list[tuple[str, Assertion]], view: CatalogView
) -> None:
    assert [(m.text, m.assertion) for m in mentions(view, text)] == expected


@pytest.mark.parametrize(
    "text", ["Surgery is planned for a hernia.", "Treatment is planned for gout of the foot."]
)
def test_a_condition_that_treatment_is_planned_for_is_there(view: CatalogView, text: str) -> None:
    assert {m.assertion for m in mentions(view, text)} == {Assertion.AFFIRMED}


def test_the_trimester_chooses_the_code_of_a_condition_in_pregnancy(view: CatalogView) -> None:
    assert only(view, "second trimester pregnancy with anemia").candidates[0] == "O99.012"
