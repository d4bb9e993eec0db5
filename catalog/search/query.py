"""What is asked for: words to tokens of the search file, misspellings read as what they mean."""

from __future__ import annotations

from typing import NamedTuple

from catalog.search.compiled import SearchFile, Token
from catalog.search.spelling import corrected
from catalog.search.wordings import tokens_of
from catalog.words import plain, reader

#: With more words than these, the lightest are left out.
_MOST_TOKENS = 16


class Query(NamedTuple):
    """The tokens of a query, heaviest first, and how words were read where it matters."""

    tokens: tuple[tuple[str, Token], ...]
    read: tuple[str, ...]


def understood(file: SearchFile, words: str) -> Query:
    """Read a query. Words that the catalog does not have, nor anything close, are left out."""
    tokens: dict[str, Token] = {}
    told: list[str] = []
    for surface, names in tokens_of(words).items():
        known = [(name, token) for name in names if (token := file.token(name))]
        if surface in reader().abbreviations:
            told.append(f"read {surface} as {' '.join(names)}")
        elif not known:
            known = _other_reading(file, surface, told)
        tokens.update(known)
    heaviest_first = sorted(tokens.items(), key=lambda pair: (-pair[1].weight, pair[0]))
    return Query(tuple(heaviest_first[:_MOST_TOKENS]), tuple(told))


def _other_reading(file: SearchFile, surface: str, told: list[str]) -> list[tuple[str, Token]]:
    """An abbreviation in other letters, or a misspelled word."""
    capitals = surface.upper()
    if capitals in reader().abbreviations:
        names = reader().abbreviations[capitals]
        told.append(f"read {surface} as {' '.join(names)}")
    else:
        word = corrected(plain(surface), file.near, lambda part: _is_known(file, part))
        if word is None:
            return []
        names = tuple(name for each in tokens_of(word).values() for name in each)
        told.append(f"read {surface} as {word}")
    return [(name, token) for name in names if (token := file.token(name))]


def _is_known(file: SearchFile, word: str) -> bool:
    return any(file.token(name) for name in reader().tokens(word))
