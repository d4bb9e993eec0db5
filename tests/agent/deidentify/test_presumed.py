"""What nothing shows to be clinical or ordinary is replaced; what something does is left."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.deidentify.casing import as_sentences
from agent.deidentify.identifiers import Passage
from agent.deidentify.shared import find
from agent.deidentify.vocabulary import Word, known


def found_in(text: str) -> list[str]:
    (identifiers,) = find([Passage(text, date(2026, 5, 4))])
    return [text[one.start : one.end] for one in identifiers]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Spoke with Tauriainen at noon.", "Tauriainen"),
        ("Transferred here from Winnemucca.", "Winnemucca"),
        ("Works nights at Bluestem Foundry.", "Bluestem Foundry"),
        ("Seen with K. K. Ishikawa.", "K. K. Ishikawa"),
        ("Lives at 999 Rue Dumaine, Apt #4.", "999 Rue Dumaine, Apt #4"),
        ("Oxygen from St. Brigid's by van.", "St. Brigid's"),
        ("Kept at Our Lady of Grace.", "Our Lady of Grace"),
        ("Her sibling May (kit 4) is well.", "May"),
        ("Reviewed w/ Rice and Blackwell.", "Rice"),
    ],
)
def test_a_capital_inside_a_sentence_that_nothing_explains_is_a_name(text: str, found: str) -> None:
    assert found in found_in(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chart 44 82 68 pulled.", "44 82 68"),
        ("Scope RK 136374 71 used.", "RK 136374 71"),
        ("Lens 5914/81-1 in place.", "5914/81-1"),
        ("Ref 1166.5827 noted.", "1166.5827"),
        ("Result called to her at 4482.", "4482"),
        ("Call (625)7644648 tonight.", "(625)7644648"),
        ("Call 001-564-256-2322x33545 tonight.", "001-564-256-2322x33545"),
        ("Diaz,June 8,02558268,Bell", "02558268"),
        ("Uploaded as 22833U238 today.", "22833U238"),
    ],
)
def test_a_number_that_nothing_shows_to_be_clinical_is_somebodys(text: str, found: str) -> None:
    assert found in found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "BNP 1250, CK 4500, platelets 150000, ferritin 1,240, titer 1:1280, Lactate 2.1.",
        "Birth weight 3250 g, intake 1500 mL, 2000 kcal a day, 5000 units of heparin.",
        "Vent AC 16/450/8/40%, vision 20/20, strength 5/5 and 4/5, Sinemet 25/100, Norco 5/325.",
        "G3P2002 at 34w2d. T10-T12 fracture, C2M4 Barrett's, pT2N0M0, deletion of 22q11.2.",
        "CPT 99213 and 73721, HCPCS J3301, ICD-10 code E1165, S39.012A, H35.3210.",
        "Onset at 1430, seen by 0715. Smoker since 1998, quit in 2010-2011, the 1970s.",
        "Glucose 112, 145, 168 and 201. Sugars 120-180. Lesion 2.1 x 1.4 x 0.8 cm.",
    ],
)
def test_clinical_numbers_are_left(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Continue Eliquis 5 mg, Ozempic weekly, Lipitor and MiraLAX. Foley out, Doppler normal.",
        "Low back pain. Shortness of breath. Afebrile, nontender. Hoehn and Yahr 2.5.",
        "The patient has Parkinson's disease and takes Sinemet; Kellgren-Lawrence grade 3.",
        "Positive Hawkins-Kennedy and Neer tests. Bancroft's filariasis. Clark level IV.",
        "PAST MEDICAL HISTORY: DIABETES, HYPERTENSION, BREAST CA, CANDIDA VAGINITIS.",
        "Stage V CKD. Familial dysautonomia [Riley-Day]. ELEVATED HAPTOGLOBIN.",
        "She is Haitian and Catholic, served in the Navy, and has Medicare.",
    ],
)
def test_clinical_and_ordinary_words_with_a_capital_are_left(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Seen 03/14/2026 at 14:32.", " at 14:32"),
        ("Sample of 2021-01-08T07:15 sent.", "T07:15"),
    ],
)
def test_a_time_of_day_goes_with_its_date(text: str, found: str) -> None:
    assert found in found_in(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SHE CAME WITH HER HUSBAND HUNTER AND HER SISTER MARISOL.", "HUNTER"),
        ("DR. BROWN WAS PAGED. RN SMITH TOOK THE CALL.", "SMITH"),
        (
            "THE PATIENT LIVES AT 84 BIRCHWOOD LN UNIT 3 IN EAU CLAIRE, WI.",
            "84 BIRCHWOOD LN UNIT 3",
        ),
        ("hey, its rohan from 4 west. mrs long wants more pain meds.", "long"),
        ("pt john smith seen today. lives at 12 maple street.", "john smith"),
    ],
)
def test_names_are_found_in_capitals_and_in_small_letters(text: str, found: str) -> None:
    assert found in found_in(text)


@given(st.text(st.characters(codec="utf-8")) | st.text("ABCD SMITH.,'’-ßİ"))
def test_a_text_written_as_sentences_differs_in_case_alone(text: str) -> None:
    made = as_sentences(text)
    assert len(made) == len(text)
    assert made.casefold() == text.casefold()


def test_a_text_with_sentences_in_it_stays_as_it_is() -> None:
    text = "He fell. He was seen by Ann Brown.\nPain in the knee."
    assert as_sentences(text) == text


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hypertension", Word.CLINICAL),
        ("thrombectomy", Word.CLINICAL),
        ("courtesy", Word.ENGLISH),
        ("Stone", Word.TERM),
        ("Szymanski", Word.NAME),
        ("Tauriainen", Word.UNKNOWN),
        ("PatientName", Word.CLINICAL),
    ],
)
def test_a_word_is_known_for_what_it_is(word: str, expected: Word) -> None:
    assert known(word) is expected
