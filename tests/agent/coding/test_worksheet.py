"""What a worksheet tells of each proposal, and of what was not coded."""

from __future__ import annotations

from datetime import date

import pytest

from agent.coding.offline import OfflineCoder
from agent.coding.worksheet import Worksheet, meaning_of, worksheet
from agent.models import ChartBundle, Document, Encounter, Setting
from agent.pipeline import read_and_code
from catalog import CatalogView
from catalog.citations import resolve


def sheet(view: CatalogView, text: str, setting: Setting = Setting.PROFESSIONAL) -> Worksheet:
    encounter = Encounter(setting=setting, service_from=date(2026, 5, 4))
    bundle = ChartBundle(
        bundle_id="b", encounter=encounter, documents=(Document(id="note", text=text),)
    )
    context, coded = read_and_code(bundle, view, OfflineCoder())
    return worksheet(context, coded.left_out)


def test_a_proposal_tells_its_words_line_meaning_category_and_side(view: CatalogView) -> None:
    (coding,) = sheet(view, "ASSESSMENT\n1. R knee pain.").coded
    assert coding.code == "M25.561"
    assert (coding.words[0].line, coding.words[0].meaning) == (2, "right knee pain")
    assert coding.category.startswith("M25 ")
    assert "side as documented: right [OCG:I.B.13]" in coding.rules


def test_misspelt_words_are_told_as_written_and_as_read(view: CatalogView) -> None:
    (coding,) = sheet(view, "ASSESSMENT\n1. Left knee osteoarthrits.").coded
    (words,) = coding.words
    assert (words.quote, words.read_as) == (
        "Left knee osteoarthrits",
        "Left knee osteoarthritis",
    )
    assert words.meaning == "left knee osteoarthritis"


def test_the_7th_character_is_told_with_its_reason(view: CatalogView) -> None:
    (coding,) = sheet(view, "ASSESSMENT\n1. Left ankle sprain.").coded
    assert "7th character A: active treatment [OCG:I.C.19.a]" in coding.rules


def test_a_combination_names_its_guideline(view: CatalogView) -> None:
    text = "ASSESSMENT\n1. Hypertension.\n2. Chronic kidney disease stage 4."
    rules = {rule for coding in sheet(view, text).coded for rule in coding.rules}
    assert any(rule.endswith("[OCG:I.C.9.a]") for rule in rules)


def test_a_code_that_a_note_asks_for_names_the_note(view: CatalogView) -> None:
    text = "Social History: Smokes cigarettes.\nASSESSMENT\n1. COPD, stable."
    rules = {coding.code: coding.rules for coding in sheet(view, text).coded}
    asked = "asked for by the use additional code note at CH10 [TAB:CH10:useAdditionalCode]"
    assert asked in rules["F17.210"]


def test_the_coder_gives_a_reason_for_every_mention_without_a_code(view: CatalogView) -> None:
    text = "HPI: He has asthma and denies fever.\nASSESSMENT\n1. Gout. Possible pneumonia."
    reasons = {entry.words.quote: entry.reason for entry in sheet(view, text).not_coded}
    assert reasons == {
        "asthma": "named only in the history of present illness; the assessment does not take it "
        "up [OCG:IV.J]",
        "fever": "denied or ruled out",
        "pneumonia": "uncertain, and no inpatient stay [OCG:IV.H]",
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Denies chest pain.", "denied or ruled out"),
        ("Possible pneumonia.", "uncertain, and no inpatient stay [OCG:IV.H]"),
        ("Mother had a stroke.", "a relative's, not the patient's"),
        ("Pneumonia in 2014, resolved.", "past, no longer present [OCG:IV.J]"),
        (
            "Plan for total knee replacement.",
            "planned and not yet done: nothing to report at this encounter",
        ),
        (
            "Body mass index 41.",
            "a body mass index without a diagnosis of the provider's [OCG:I.B.14]",
        ),
        ("He had an injury.", "these words alone do not support T14.90XA"),
    ],
)
def test_what_is_not_coded_has_its_reason(view: CatalogView, line: str, reason: str) -> None:
    left = sheet(view, f"ASSESSMENT\n1. Gout.\n{line}").not_coded
    assert reason in {entry.reason for entry in left}


def test_an_uncertain_diagnosis_of_an_inpatient_stay_says_why_it_is_coded(
    view: CatalogView,
) -> None:
    (coding,) = sheet(view, "ASSESSMENT\n1. Probable pneumonia.", Setting.INPATIENT).coded
    assert "uncertain at discharge, coded as if it existed [OCG:II.H]" in coding.rules


def test_every_guideline_that_a_worksheet_names_is_in_the_rulebook(view: CatalogView) -> None:
    named = ["I.A.9.b", "I.B.2", "I.B.5", "I.B.13", "I.B.14", "I.C.1.a.1", "I.C.1.g.1"]
    named += [
        "I.C.10.c",
        "I.C.19.a",
        "I.C.20",
        "I.C.21.c.11",
        "II.H",
        "III",
        "III.A",
        "IV.H",
        "IV.J",
    ]
    assert [n for n in named if resolve(view, f"OCG:{n}") is None] == []


def test_a_meaning_spells_abbreviations_out() -> None:
    assert meaning_of("HTN") == "hypertension"
    assert meaning_of("type 2 diabetes") == "type 2 diabetes"
