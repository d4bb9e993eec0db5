"""Misspelt words are read as what was meant, and no word that exists is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from misspelt_sentences import mentions, part, scores

from agent.models import Document
from agent.reading import read
from catalog import CatalogView


@pytest.mark.parametrize("name", ["built_with", "held"])
def test_nine_in_ten_misspelt_conditions_are_read_and_none_as_another(
    view: CatalogView, name: str
) -> None:
    found = scores(view, part(name))
    assert found.wrong == ()
    assert found.right / found.sentences >= 0.9


@pytest.mark.parametrize("sentence", part("left_alone"))
def test_words_that_exist_are_left_alone(view: CatalogView, sentence: str) -> None:
    assert [m.read_as for m in mentions(view, sentence) if m.read_as] == []


def test_the_quote_stays_as_written_and_says_what_it_is_read_as(view: CatalogView) -> None:
    text = "ASSESSMENT\n1. Type 2 diabetis, stable."
    (mention,) = read(Document(id="note", text=text), view).mentions
    assert text[mention.start : mention.end] == mention.text == "Type 2 diabetis"
    assert (mention.read_as, mention.candidates[0]) == ("Type 2 diabetes", "E11.9")


def test_what_is_written_rightly_is_not_read_as_anything_else(view: CatalogView) -> None:
    (mention,) = mentions(view, "Type 2 diabetes.")
    assert mention.read_as == ""


def test_a_denied_condition_is_denied_though_it_is_misspelt(view: CatalogView) -> None:
    (mention,) = mentions(view, "No evidence of pnuemonia.")
    assert mention.assertion.value == "negated"


@pytest.mark.parametrize(
    "text",
    [
        "Seen by Dr. Anginna.",
        "He was accompanied by Asthmma.",
        "MEDICATIONS\nAngiomax 250 mg",
    ],
)
def test_a_name_is_not_read_as_a_condition(view: CatalogView, text: str) -> None:
    assert mentions(view, text) == ()


def test_a_word_near_an_everyday_one_needs_another_word_beside_it(view: CatalogView) -> None:
    assert mentions(view, "Canser.") == ()
    (mention,) = mentions(view, "Prostate canser.")
    assert mention.read_as == "Prostate cancer"


@given(
    word=st.sampled_from(["pneumonia", "hypertension", "osteoarthritis", "gout", "asthma"]),
    place=st.integers(0, 12),
    letter=st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
)
def test_mentions_quote_the_note_whatever_letter_is_put_in(
    view: CatalogView, word: str, place: int, letter: str
) -> None:
    at = min(place, len(word))
    text = f"ASSESSMENT\n1. Chronic {word[:at]}{letter}{word[at:]} of the left side."
    for mention in read(Document(id="note", text=text), view).mentions:
        assert text[mention.start : mention.end] == mention.text
