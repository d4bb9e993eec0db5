"""The lexicon names only codes that exist, and only words, never YAML's yes and no."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from agent.context import Side
from agent.reading.candidates import Candidates
from catalog import CatalogView
from catalog.compositions import composed
from catalog.terms import key_of, load
from catalog.words import read_lexicon, read_synonyms, reader, synonym_files

FILES = ["words.yaml", "abbreviations.yaml", "headings.yaml", "assertions.yaml"] + [
    f"synonyms/{file.name}" for file in synonym_files()
]
FILES += ["compositions.yaml"]


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
        for phrase, codes in read_synonyms().items()
        for code in codes
        if view.entry(code) is None
    }
    assert missing == set()


def test_no_phrase_is_entered_twice() -> None:
    lines = [line for file in synonym_files() for line in file.read_text("utf-8").splitlines()]
    phrases = Counter(line.split(":")[0].strip() for line in lines if line.startswith("  "))
    assert [p for p, count in phrases.items() if count > 1 and p[0] != "#"] == []


def test_no_two_phrases_that_are_read_alike_have_different_codes() -> None:
    """Both are the same key, and would offer each other's codes, as is meant for two sides only.

    The Index tells adenopathy (R59.9) from lymphadenopathy (R59.1); clinicians do not.
    """
    first: dict[frozenset[str], tuple[str, ...]] = {}
    differing = [
        phrase
        for phrase, codes in read_synonyms().items()
        if set(first.setdefault(reader().key(phrase), codes)) != set(codes)
        and not re.search(r"\b(right|left)\b", phrase)
        and phrase != "adenopathy"
    ]
    assert differing == []


def test_the_lexicon_is_as_large_as_it_is_said_to_be() -> None:
    assert len(read_synonyms()) >= 4000


def test_every_synonym_leads_to_a_billable_code(view: CatalogView) -> None:
    terms = load(view.catalog)
    candidates = Candidates(view, terms)
    astray = {
        phrase
        for phrase, codes in read_synonyms().items()
        if not any(
            view.is_billable(code) and code.startswith(tuple(codes))
            for side in (None, Side.LEFT, Side.RIGHT)
            for code in candidates.of(key_of(reader().key(phrase)), side, "A")
        )
    }
    assert astray == set()


def test_every_finding_at_a_site_has_a_known_site_and_codes_of_the_tabular_list(
    view: CatalogView,
) -> None:
    lexicon = read_lexicon("compositions.yaml")
    wrong = {
        (finding["words"][0], site)
        for finding in lexicon["findings"]
        for site, codes in finding["codes"].items()
        if site not in lexicon["sites"]
        or any(view.entry(code) is None for code in ([codes] if isinstance(codes, str) else codes))
    }
    assert wrong == set()


def test_every_finding_at_a_site_leads_to_a_billable_code(view: CatalogView) -> None:
    terms = load(view.catalog)
    candidates = Candidates(view, terms)
    astray = {
        words
        for words, codes in composed()
        if not any(
            view.is_billable(code)
            for side in (None, Side.LEFT, Side.RIGHT)
            for code in candidates.of(key_of(words), side, "A")
        )
    }
    assert astray == set()


def test_most_abbreviations_name_what_has_a_code(view: CatalogView) -> None:
    """The others name a site, a test or a treatment."""
    terms = load(view.catalog)
    abbreviations = read_lexicon("abbreviations.yaml")["abbreviations"]
    named = [short for short, meaning in abbreviations.items() if terms.lookup(str(meaning))]
    assert len(abbreviations) >= 1500
    assert len(named) >= 900


def test_what_an_abbreviation_stands_for_is_spelled_out() -> None:
    """No meaning hangs on another abbreviation, but for names that are never spelled out."""
    abbreviations = read_lexicon("abbreviations.yaml")["abbreviations"]
    assert [s for s, m in abbreviations.items() if re.fullmatch(r"[A-Z]{2,}s?", str(m))] == []
