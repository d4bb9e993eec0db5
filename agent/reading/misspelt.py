"""Conditions read in misspelt words: when such a reading stands, and what the words are read as."""

from __future__ import annotations

from collections.abc import Sequence

from agent.context import SectionKind
from agent.reading.match import Match
from agent.reading.tokens import Doubtful, Misspelt, Token
from catalog.words import Kind

#: Where a word that stands alone is likelier the name of a drug.
_OF_DRUGS = frozenset([SectionKind.MEDICATIONS, SectionKind.ALLERGIES])
_TITLES = frozenset(["dr", "mr", "mrs", "ms", "miss", "prof", "professor", "doctor", "nurse"])


def has_misspelt(tokens: Sequence[Token]) -> bool:
    """Whether a word of the sentence is read as another. Most sentences have none."""
    return any(isinstance(token, Misspelt) for token in tokens)


def stands(
    match: Match,
    tokens: Sequence[Token],
    text: str,
    places: Sequence[tuple[int, int]],
    section: SectionKind,
) -> bool:
    """Whether a match may rest on the misspelt words in it.

    It may beside another word of the condition that is as written. By itself a misspelt word may
    not be an everyday word, a drug or a name as well: `Seen by Dr. Anginna`.
    """
    within = range(match.first, match.last + 1)
    misspelt = [place for place in within if isinstance(tokens[place], Misspelt)]
    if not misspelt:
        return True
    if any(tokens[place].kind == Kind.CONTENT for place in within if place not in misspelt):
        return True
    return section not in _OF_DRUGS and not any(
        isinstance(tokens[place], Doubtful) or _like_a_name(place, tokens, text, places)
        for place in misspelt
    )


def read_as(
    tokens: Sequence[Token], first: int, last: int, text: str, places: Sequence[tuple[int, int]]
) -> str:
    """The words from token `first` to `last` with misspelt ones put right; empty if none is."""
    misspelt = [n for n in range(first, last + 1) if isinstance(tokens[n], Misspelt)]
    if not misspelt:
        return ""
    parts, at = [], places[first][0]
    for place in misspelt:
        start, end = places[place]
        word = tokens[place].word
        parts += [text[at:start], word.capitalize() if text[start].isupper() else word]
        at = end
    return "".join((*parts, text[at : places[last][1]]))


def _like_a_name(
    place: int, tokens: Sequence[Token], text: str, places: Sequence[tuple[int, int]]
) -> bool:
    """Whether a word has a capital in the middle of a statement, or stands after a title."""
    start = places[place][0]
    if place == 0 or not text[start].isupper():
        return False
    before = tokens[place - 1].word
    if before == "." and place > 1:
        before = tokens[place - 2].word
        return before in _TITLES
    return before.isalpha()
