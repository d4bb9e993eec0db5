"""Codes for words that the reader does not know: titles that nearly consist of words in the note.

The reader names conditions by whole phrases. What it passes over may still be worded as a title or
inclusion term is (`megaloureter`, `atrophic kidney`); such codes are offered, never proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from weakref import WeakKeyDictionary

from agent.context import ReadDocument, SectionKind, Sentence
from catalog import CatalogView, TabularList
from catalog.words import Kind, reader

#: Words in a row that are looked up together.
MOST_WORDS = 3
#: Titles that are looked at for one row of words, the shortest first.
_TITLES = 6
#: A title is offered when the words make up so much of it; each further word counts a little more.
_ENOUGH = 0.6
_FURTHER = 0.2
#: What was looked up in a Tabular List, since notes repeat each other's words.
_FOUND: WeakKeyDictionary[TabularList, dict[tuple[str, ...], tuple[tuple[str, float], ...]]] = (
    WeakKeyDictionary()
)
_MOST_FOUND = 200_000
_KNOWN: WeakKeyDictionary[TabularList, dict[str, bool]] = WeakKeyDictionary()
_UNSPECIFIED = "unspecified"
_STOP = re.compile(r"[,;:.()\n]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_CONDITIONS = frozenset({SectionKind.MEDICATIONS, SectionKind.ALLERGIES})
#: Words that a title has for order's sake; no note says them.
_FORMAL = frozenset(("other", "elsewhere", "classified", "not", "without", "encounter", "disease"))


def worded(document: ReadDocument, catalog: CatalogView, *, known: bool = False) -> tuple[str, ...]:
    """Billable codes whose titles or inclusion terms the note's words come near to, best first.

    A header gives one code, the one for when no more is known. With `known`, words within a
    condition that the reader knew are looked up too, for other codes that they may mean.
    """
    best: dict[str, float] = {}
    for words in dict.fromkeys(rows_of(document, known=known)):
        for code, score in _titled(catalog, words):
            if score > best.get(code, 0.0):
                best[code] = score
    ranked = sorted(best, key=lambda code: (-best[code], code))
    return tuple(dict.fromkeys(code for entry in ranked for code in _one_billable(entry, catalog)))


def _one_billable(code: str, catalog: CatalogView) -> Iterator[str]:
    if catalog.is_billable(code):
        yield code
        return
    below = catalog.billable_below(code)
    unspecified = (other for other in below if _UNSPECIFIED in catalog.title(other).lower())
    yield from islice((*unspecified, *below), 1)


def rows_of(document: ReadDocument, *, known: bool) -> Iterator[tuple[str, ...]]:
    """One to three words that follow on each other in a clause, words without meaning left out.

    Unless `known`, words within one condition that the reader knew are left to it; with words
    beside it they may name another (`renal` beside a known `mass`).
    """
    read = [] if known else [(mention.start, mention.end) for mention in document.mentions]
    for sentence in document.sentences:
        if sentence.section in _NO_CONDITIONS:
            continue
        for start, end in _clauses(document.text, sentence):
            words = [w for w in _WORD.finditer(document.text, start, end) if _meaning(w[0])]
            for count in range(1, MOST_WORDS + 1):
                for row in zip(*(words[skipped:] for skipped in range(count)), strict=False):
                    if not any(s <= row[0].start() and row[-1].end() <= e for s, e in read):
                        yield tuple(word[0].lower() for word in row)


def _clauses(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    start = sentence.start
    for stop in _STOP.finditer(text, sentence.start, sentence.end):
        yield start, stop.start()
        start = stop.end()
    yield start, sentence.end


def _titled(catalog: CatalogView, words: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Codes with how much of their title the words make up, each further word counting more."""
    tabular = catalog.tabular_list
    found = _FOUND.setdefault(tabular, {})
    if len(found) > _MOST_FOUND:
        found.clear()
    if words not in found:
        # Words that no title has fail alone before they are tried together.
        titled = len(words) == 1 or all(_known(tabular, word) for word in words)
        found[words] = tuple(_looked_up(tabular, words)) if titled else ()
    return found[words]


def _known(tabular: TabularList, word: str) -> bool:
    """Whether any title or inclusion term has the word."""
    known = _KNOWN.setdefault(tabular, {})
    if word not in known:
        known[word] = bool(
            tabular.query("SELECT 1 FROM phrase WHERE phrase MATCH ? LIMIT 1", f'"{word}"')
        )
    return known[word]


def _looked_up(tabular: TabularList, words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for code, text in tabular.query(
        "SELECT code, text FROM phrase WHERE phrase MATCH ? ORDER BY length(text), code LIMIT ?",
        " AND ".join(f'"{word}"' for word in words),
        _TITLES,
    ):
        share = min(1.0, len(words) / max(1, _length(text)))
        score = share * (1 + _FURTHER * len(words))
        if score >= _ENOUGH:
            yield code, score


def _meaning(word: str) -> bool:
    return reader().word(word).kind in {Kind.CONTENT, Kind.SOFT}


@lru_cache(maxsize=1 << 15)
def _length(title: str) -> int:
    """Words of a title that a note would say."""
    return sum(_meaning(word) and word.lower() not in _FORMAL for word in _WORD.findall(title))
