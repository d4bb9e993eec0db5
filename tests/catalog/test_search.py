"""Words find the codes a coder would look at first."""

from __future__ import annotations

import pytest

from catalog import CatalogView


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("right knee pain", "M25.561"),
        ("pain in the right thigh", "M79.651"),
        ("sciatica, left side", "M54.32"),
        ("lumbago", "M54.50"),
        ("strain of muscle of lower back", "S39.012"),
        ("HTN", "I10"),
        ("T2DM", "E11.9"),
        ("knee pain", "M25.569"),
        ("pain knee left", "M25.562"),
    ],
)
def test_the_first_candidate(view: CatalogView, words: str, code: str) -> None:
    assert view.search(words, 5)[0].code == code


def test_words_without_meaning_find_nothing(view: CatalogView) -> None:
    assert view.search("of the", 5) == ()


def test_signs_of_the_query_language_are_plain_words(view: CatalogView) -> None:
    assert view.search('knee" OR (pain* NEAR', 3)


def test_a_word_that_no_title_has_does_not_hide_the_rest(view: CatalogView) -> None:
    assert view.search("zzyzx sciatica", 3)[0].code.startswith("M54.3")
