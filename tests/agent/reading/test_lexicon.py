"""The lexicon names only codes that exist, and only words, never YAML's yes and no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from agent.context import Side
from agent.reading.candidates import Candidates
from catalog import CatalogView
from catalog.terms import key_of, load
from catalog.words import LEXICON, read_lexicon, reader

FILES = ["words.yaml", "abbreviations.yaml", "synonyms.yaml", "headings.yaml", "assertions.yaml"]


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key != "through_commas":
                yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


@pytest.mark.parametrize("file", FILES)
def test_no_word_is_read_as_yes_or_no(file: str) -> None:
    assert [v for v in _leaves(read_lexicon(file)) if isinstance(v, bool)] == []


def test_every_code_of_a_synonym_stands_in_the_tabular_list(view: CatalogView) -> None:
    missing = {
        (phrase, code)
        for phrase, codes in read_lexicon("synonyms.yaml")["synonyms"].items()
        for code in codes
        if view.entry(code) is None
    }
    assert missing == set()


def test_no_phrase_is_entered_twice() -> None:
    lines = (LEXICON / "synonyms.yaml").read_text(encoding="utf-8").splitlines()
    phrases = [line.split(":")[0].strip() for line in lines if line.startswith("  ")]
    assert sorted({p for p in phrases if p and phrases.count(p) > 1 and p[0] != "#"}) == []


def test_every_synonym_leads_to_a_billable_code(view: CatalogView) -> None:
    terms = load(view.catalog)
    candidates = Candidates(view, terms)
    astray = {
        phrase
        for phrase, codes in read_lexicon("synonyms.yaml")["synonyms"].items()
        if not any(
            view.is_billable(code) and code.startswith(tuple(codes))
            for side in (None, Side.LEFT, Side.RIGHT)
            for code in candidates.of(key_of(reader().key(phrase)), side, "A")
        )
    }
    assert astray == set()
