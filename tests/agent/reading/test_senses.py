"""An abbreviation with several meanings has the one that its context decides."""

from __future__ import annotations

import pytest

from agent.models import Document
from agent.reading import read
from catalog import CatalogView
from catalog.terms import terms_of
from catalog.words import read_lexicon


def codes(view: CatalogView, text: str) -> list[str]:
    mentions = read(Document(id="note", text=text), view).mentions
    assert all(text[m.start : m.end] == m.text for m in mentions)
    return [m.candidates[0] for m in mentions]


@pytest.mark.parametrize(
    ("text", "short", "code"),
    [
        ("Relapsing MS, followed by neurology.", "MS", "G35"),
        ("MS with a diastolic murmur.", "MS", "I"),
        ("RA on methotrexate.", "RA", "M06.9"),
        ("AS with a mean gradient of 40; TAVR planned.", "AS", "I35.0"),
        ("AS with sacroiliitis, HLA-B27 positive.", "AS", "M45.9"),
        ("MR and TR on echocardiogram, mitral valve prolapse.", "MR", "I34.0"),
        ("ASD with speech therapy and an IEP.", "ASD", "F84.0"),
        ("HL on atorvastatin.", "HL", "E78.5"),
        ("ED, uses sildenafil.", "ED", "N52.9"),
    ],
)
def test_cues_of_the_sentence_decide(view: CatalogView, text: str, short: str, code: str) -> None:
    mentions = read(Document(id="note", text=text), view).mentions
    named = [m.candidates[0] for m in mentions if m.text == short]
    assert [c[: len(code)] for c in named] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Oxygen saturation 97% on RA.",
        "MS 2 mg IV push given.",
        "PE unremarkable.",
        "He came to the ED after arrival by ambulance.",
        "MS.",
    ],
)
def test_another_sense_or_no_cue_names_no_condition(view: CatalogView, text: str) -> None:
    assert codes(view, text) == []


def test_cues_elsewhere_in_the_note_decide_where_the_sentence_has_none(view: CatalogView) -> None:
    text = "On ocrelizumab since 2020, sees neurology.\n\nASSESSMENT\n1. MS, stable."
    assert [c[:3] for c in codes(view, text)] == ["G35"]


def test_every_meaning_is_a_condition_that_the_catalog_knows(view: CatalogView) -> None:
    unknown = {
        (short, sense["means"])
        for short, senses in read_lexicon("ambiguous.yaml")["abbreviations"].items()
        for sense in senses
        if "means" in sense and not terms_of(view.catalog, sense["means"])
    }
    assert unknown == set()


def test_every_cue_is_in_lower_case_and_no_abbreviation_is_its_own_cue() -> None:
    wrong = {
        (short, cue)
        for short, senses in read_lexicon("ambiguous.yaml")["abbreviations"].items()
        for sense in senses
        for cue in sense["cues"]
        if cue != cue.lower() or cue == short.lower()
    }
    assert wrong == set()
