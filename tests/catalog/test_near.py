"""Codes by few words: exact wordings, and those of which a word or two is unsaid."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from catalog import Catalog, CatalogView
from catalog.search.near import Found, near_of
from catalog.terms import key_of
from catalog.words import reader


def _key(words: str) -> int:
    return key_of(reader().key(words))


def test_the_words_of_a_title_lead_to_it_in_any_order(view: CatalogView) -> None:
    near = near_of(view)
    assert Found("N28.82", 0) in near.titled(_key("megaloureter"))
    assert near.titled(_key("kidney atrophy")) == near.titled(_key("atrophy of kidney"))


def test_half_the_words_of_a_title_lead_to_it_where_no_title_says_them_alone(
    view: CatalogView,
) -> None:
    left_out = {found.left_out for found in near_of(view).titled(_key("schistosomal pneumonitis"))}
    assert 0 not in left_out


def test_words_that_no_wording_has_lead_nowhere(view: CatalogView) -> None:
    near = near_of(view)
    assert near.titled(_key("zyxwvson")) == near.entered(_key("zyxwvson")) == ()


def test_a_stored_look_up_answers_as_the_compiled_one(tmp_path: Path) -> None:
    answers = []
    for _ in range(2):
        with Catalog.open() as catalog:
            near = near_of(catalog.on(date(2026, 5, 4)))
            answers.append(near.titled(_key("megaloureter")))
    assert answers[0] == answers[1] != ()
