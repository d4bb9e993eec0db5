"""Wordings: runs of one to four known words of a sentence, as a fitted profile knows them.

Only words of the catalog and the lexicon take part, so that no name or number of a patient can
enter a profile. Small words are passed over; an unknown word or a mark parts two wordings.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from agent.context import Assertion, ReadDocument, Sentence
from agent.reading.assertion import assertion_of
from agent.reading.cues import find_cues
from agent.reading.match import Match
from agent.reading.reader import reading_of
from agent.reading.tokens import BREAK, UNKNOWN, Misspelt, Token, offsets
from catalog import CatalogView
from catalog.words import Kind, reader

_LONGEST = 4
_SIDES = {int(Kind.RIGHT): "right", int(Kind.LEFT): "left", int(Kind.BILATERAL): "bilateral"}
_PARTS = frozenset([UNKNOWN, BREAK])


class Occurrence(NamedTuple):
    """A wording where it stands; `text[start:end]` are its words, small ones between included."""

    wording: str
    sentence: Sentence
    assertion: Assertion
    start: int
    end: int
    text: str


def occurrences(
    document: ReadDocument, catalog: CatalogView, known: Container[str] | None = None
) -> Iterator[Occurrence]:
    """The wordings of a document, or those that are `known`: in text order, short before long."""
    vocabulary = reading_of(catalog).vocabulary
    for sentence in document.sentences:
        tokens = vocabulary.tokens(document.text, sentence.start, sentence.end)
        surfaces = offsets(document.text, sentence.start, sentence.end)
        cues = None
        for wording, first, last in _windows(document.text, tokens, surfaces):
            if known is not None and wording not in known:
                continue
            if cues is None:
                cues = find_cues(tokens)
            match = Match(first, last, 0, 1, 0)
            start, end = surfaces[first][0], surfaces[last][1]
            yield Occurrence(
                wording,
                sentence,
                assertion_of(match, tokens, cues, sentence.section, lifelong=False),
                start,
                end,
                document.text[start:end],
            )


def asserted(
    document: ReadDocument, sentence: Sentence, start: int, end: int, catalog: CatalogView
) -> Assertion:
    """How the sentence asserts what its words from `start` to `end` name."""
    tokens = reading_of(catalog).vocabulary.tokens(document.text, sentence.start, sentence.end)
    surfaces = offsets(document.text, sentence.start, sentence.end)
    inside = [place for place, (s, e) in enumerate(surfaces) if s < end and start < e]
    match = Match(inside[0], inside[-1], 0, 1, 0)
    return assertion_of(match, tokens, find_cues(tokens), sentence.section, lifelong=False)


def _windows(
    text: str, tokens: list[Token], surfaces: list[tuple[int, int]]
) -> Iterator[tuple[str, int, int]]:
    """Wordings of a sentence with the places of their first and last tokens."""
    for run in _runs(text, tokens, surfaces):
        for first in range(len(run)):
            wording = ""
            for place, words in run[first : first + _LONGEST]:
                wording = f"{wording} {words}" if wording else words
                yield wording, run[first][0], place


def _runs(
    text: str, tokens: list[Token], surfaces: list[tuple[int, int]]
) -> Iterator[list[tuple[int, str]]]:
    """Stretches of known words: the place of each among the tokens, and its key words."""
    run: list[tuple[int, str]] = []
    before = ""
    for place, (token, (start, end)) in enumerate(zip(tokens, surfaces, strict=True)):
        if token.kind in _PARTS:
            if run:
                yield run
            run = []
        elif token.kind in _SIDES:
            run.append((place, _SIDES[token.kind]))
        elif token.numbers:
            surface = token.word if isinstance(token, Misspelt) else text[start:end]
            words = reader().after(before, surface).tokens
            run.append((place, " ".join(words)))
        before = token.word
    if run:
        yield run
