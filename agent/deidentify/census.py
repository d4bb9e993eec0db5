"""What the census knows of a word: whether it is a name, and whether it is also another word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from agent.deidentify.facts import listed

POSSESSIVE = re.compile(r"['’][sS]$")
_SHORTEST_HALF = 4


def listed_name(word: str) -> bool:
    """Whether the census has the word, or half of a double name, as a name."""
    every = _givens() | _surnames()
    return any(form in every for form in _forms(word))


def own_name(word: str) -> bool:
    """Whether the census has the name, and neither English nor the catalog has the word."""
    return any(
        form in listed("census_names", "givens") or form in listed("census_names", "surnames")
        for form in _forms(word)
    )


def pair(first: str, second: str) -> bool:
    """A given name and a surname; turned round, not both of them English words."""
    if any(form in _givens() for form in _forms(first)) and _surname(second):
        return True
    return _surname(first) and second in _givens() and not (_english(first) and _english(second))


def own_given(first: str, second: str) -> bool:
    """Whether the first is a given name and no other word, so that the second is a surname."""
    return first in listed("census_names", "givens") and len(second) >= _SHORTEST_HALF


def _surname(word: str) -> bool:
    return any(form in _surnames() for form in _forms(word))


def _english(word: str) -> bool:
    return word in listed("census_names", "given_words") or word in listed(
        "census_names", "surname_words"
    )


def _forms(word: str) -> Iterator[str]:
    low = POSSESSIVE.sub("", word).lower()
    yield low
    yield re.sub("['’]", "", low)
    if "-" in low:
        yield from (half for half in low.split("-") if len(half) >= _SHORTEST_HALF)


@cache
def _givens() -> frozenset[str]:
    return frozenset().union(
        *(listed("census_names", f"given{part}") for part in ("s", "_terms", "_words"))
    )


@cache
def _surnames() -> frozenset[str]:
    return frozenset().union(
        *(listed("census_names", f"surname{part}") for part in ("s", "_terms", "_words"))
    )
