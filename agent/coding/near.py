"""Codes for words that the reader passed over: what the Alphabetic Index and titles know them by.

The reader names conditions by whole phrases. Coders look up in the Index first: it knows names
that no title has (`infection` as B99.9, `cholestasis` as K83.1); and what a note says may nearly be
a title (`atrophic kidney`). Such codes are offered, and weighed by a profile; without one, none is
proposed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from weakref import WeakKeyDictionary

from agent.coding.weighing import standing_of
from agent.context import ReadDocument, SectionKind, Sentence
from catalog import CatalogView
from catalog.search.near import MOST_WORDS, Found, near_of
from catalog.words import TOKEN, Kind, hash_of, is_word, reader

#: What a code loses for a word of its wording that the note does not say.
_LEFT_OUT = 0.4
_STOP = re.compile(r"[,;:.()\n]")
_MEANING = frozenset([Kind.CONTENT, Kind.SOFT])
_NO_CONDITIONS = frozenset([SectionKind.MEDICATIONS, SectionKind.ALLERGIES])
_UNSPECIFIED = "unspecified"
_MASK = (1 << 64) - 1
_COMPLETED: WeakKeyDictionary[CatalogView, dict[str, tuple[str, ...]]] = WeakKeyDictionary()
_number = lru_cache(1 << 15)(hash_of)


class Place(NamedTuple):
    """Where words stand."""

    document: ReadDocument
    sentence: Sentence
    start: int
    end: int


class NearCodes(NamedTuple):
    """Billable codes by how well words of the notes fit them: the words said, less those unsaid.

    `entered` are those of the Alphabetic Index, `titled` those of titles and inclusion terms;
    `places` tells where the best fitting words of each stand: in the assessment, if they do.
    """

    entered: dict[str, float]
    titled: dict[str, float]
    places: dict[str, Place]


def near_codes(documents: Sequence[ReadDocument], catalog: CatalogView) -> NearCodes:
    """The codes for all documents; none of the Index without one in the library."""
    near = near_of(catalog)
    windows: dict[int, tuple[int, Place]] = {}
    heaviest: dict[int, float] = {}
    for document in documents:
        for counts, key, words, place in _windows(document):
            if counts > heaviest.get(key, -1.0):
                heaviest[key] = counts
                windows[key] = words, place
    places: dict[str, tuple[float, Place]] = {}
    entered = _weighed(windows, near.entered, catalog, places)
    titled = _weighed(windows, near.titled, catalog, places)
    return NearCodes(entered, titled, {code: place for code, (_, place) in places.items()})


def one_billable(code: str, catalog: CatalogView) -> Iterator[str]:
    """The code; for a header the one code below it for when no more is known."""
    if catalog.is_billable(code):
        yield code
        return
    known = _COMPLETED.setdefault(catalog, {})
    if code not in known:
        below = catalog.billable_below(code)
        unspecified = (other for other in below if _UNSPECIFIED in catalog.title(other).lower())
        known[code] = tuple(islice((*unspecified, *below), 1))
    yield from known[code]


def _weighed(
    windows: dict[int, tuple[int, Place]],
    look_up: Callable[[int], tuple[Found, ...]],
    catalog: CatalogView,
    places: dict[str, tuple[float, Place]],
) -> dict[str, float]:
    """The best score of each code that windows lead to; `places` takes where that is."""
    found: dict[str, float] = {}
    for key, (words, place) in windows.items():
        for header, left_out in look_up(key):
            score = words - _LEFT_OUT * left_out
            for code in one_billable(header, catalog):
                found[code] = max(score, found.get(code, 0.0))
                if code not in places or score > places[code][0]:
                    places[code] = score, place
    return found


def _windows(document: ReadDocument) -> Iterator[tuple[float, int, int, Place]]:
    """Keys of up to four words that follow on each other in a clause, with how many they are.

    Before each how much words count where it stands.
    """
    for sentence in document.sentences:
        if sentence.section in _NO_CONDITIONS:
            continue
        counts = standing_of(sentence, document)
        for start, end in _clauses(document.text, sentence):
            words = list(_meaning(document.text, start, end))
            for first, (_, begins, _) in enumerate(words):
                said: set[str] = set()
                for tokens, _, ends in words[first : first + MOST_WORDS]:
                    said.update(tokens)
                    key = sum(map(_number, said)) & _MASK
                    yield counts, key, len(said), Place(document, sentence, begins, ends)


def _meaning(text: str, start: int, end: int) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """The key tokens of each word that has a meaning; sides and small words are passed over."""
    before = ""
    for match in TOKEN.finditer(text, start, end):
        if is_word(match[0]):
            word = reader().after(before, match[0])
            before = match[0].lower()
            if word.kind in _MEANING:
                yield word.tokens, match.start(), match.end()


def _clauses(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    start = sentence.start
    for stop in _STOP.finditer(text, sentence.start, sentence.end):
        yield start, stop.start()
        start = stop.end()
    yield start, sentence.end
