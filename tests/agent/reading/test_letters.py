"""A pattern is found by the letters it begins with wherever a search finds it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.reading.letters import stands_in

_WORD = re.compile(r"\b(?:cast|late effects?)\b", re.IGNORECASE)
_BEGINNINGS = ("cast", "late effect")
_PIECES = st.sampled_from(["cast", "CAST", "Late Effect", "s", "over", " ", "-", "İ", "é", "ca"])


@given(text=st.lists(_PIECES, max_size=12).map("".join))
def test_it_finds_what_a_search_finds(text: str) -> None:
    assert stands_in(_WORD, _BEGINNINGS, text) == (_WORD.search(text) is not None)


@pytest.mark.parametrize("text", ["forecast", "casting", "late effective dose", ""])
def test_letters_within_another_word_are_not_the_word(text: str) -> None:
    assert not stands_in(_WORD, _BEGINNINGS, text)
