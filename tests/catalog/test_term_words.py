"""Titles of the Index are read to the words that say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.index.words import content_of, link_of, variants, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pains", "pain"),
        ("Behçet's syndrome", "behcet syndrome"),
        ("type II", "Type 2"),
        ("oedema", "edema"),
        ("biopsies of the", "biopsy"),
        ("neoplasm NEC", "neoplasm"),
        ("disc C5-6", "disc C5-C6"),
        ("hepatitis A", "hepatitis a"),
        ("a fracture", "fracture"),
    ],
)
def test_forms_of_a_word_are_read_alike(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


@pytest.mark.parametrize(
    ("title", "link"),
    [
        ("with", "with"),
        ("due to", "due"),
        ("in (due to)", "in"),
        ("coma due to", "due"),
        ("arm", ""),
    ],
)
def test_a_linking_word_is_known(title: str, link: str) -> None:
    assert link_of(title) == link


def ways(title: str, *, main: bool = False) -> list[tuple[str, int]]:
    return [(" ".join(sorted(way.words)), way.missing) for way in variants(title, main=main)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("femur, femoral", {"femur", "femoral"}),
        ("disease or syndrome", {"disease", "syndrome"}),
        ("Adams-Stokes disease or syndrome", {"adam disease stoke", "adam stoke syndrome"}),
    ],
)
def test_either_form_says_the_whole_title(title: str, expected: set[str]) -> None:
    assert expected <= {words for words, missing in ways(title) if missing == 0}


def test_a_part_of_a_title_says_it_less_well() -> None:
    assert ways("kidney, renal") == [("kidney renal", 0), ("kidney", 1), ("renal", 1)]


def test_only_the_first_part_of_a_main_term_says_it() -> None:
    assert ways("Fracture, traumatic", main=True) == [("fracture traumatic", 0), ("fracture", 1)]


def test_a_bare_link_is_said_without_words() -> None:
    assert ways("due to or associated with") == [("", 0)]


def test_the_letter_a_is_a_word_where_it_is_a_name() -> None:
    assert words_of("hepatitis A") != words_of("hepatitis")


@given(st.text(max_size=40) | st.text(alphabet="aAbC12 ,-/or", max_size=20), st.booleans())
def test_every_way_is_made_of_words_of_the_title(title: str, main: bool) -> None:
    whole = content_of(title)
    for way in variants(title, main=main):
        assert way.words <= whole
        assert way.missing >= 0
