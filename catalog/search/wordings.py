"""Everything that words are held against: titles, inclusion terms, our lexicon, Index paths."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

from catalog.codes import canonical
from catalog.index.citations import TermCitation, cite
from catalog.index.entries import IndexKind
from catalog.terms import EXACT, LEXICAL, OTHER, wordings_of
from catalog.words import TOKEN, Kind, is_word, read_lexicon, reader

_SIDES = {Kind.RIGHT: "right", Kind.LEFT: "left", Kind.BILATERAL: "bilateral"}
_SIDE_WORDS = frozenset(_SIDES.values())
_RESIDUAL = re.compile(r"\bNEC\b|\bother\b", re.IGNORECASE)


class Source(IntEnum):
    """Where a wording stands."""

    TITLE = 0
    INCLUSION_TERM = 1
    LEXICON = 2
    INDEX = 3


class Wording(NamedTuple):
    """A wording by which a code is known.

    `tokens` are its key tokens and sides; `optional` those of nonessential modifiers, which may be
    said or not. `rank` is how the wording came from what is printed (see catalog.terms).
    """

    code: str
    tokens: frozenset[str]
    optional: frozenset[str]
    source: Source
    rank: int
    text: str
    citation: str


def tokens_of(text: str) -> dict[str, tuple[str, ...]]:
    """The words of a text that say something, each with its key tokens; a side is a token too."""
    found: dict[str, tuple[str, ...]] = {}
    before = ""
    for surface in TOKEN.findall(text):
        if is_word(surface):
            word = reader().after(before, surface)
            before = surface.lower()
            tokens = (_SIDES[word.kind],) if word.kind in _SIDES else word.tokens
            if tokens:
                found[surface] = tokens
    return found


def key_with_sides(text: str) -> frozenset[str]:
    """The tokens of a text, as a set."""
    return frozenset(token for tokens in tokens_of(text).values() for token in tokens)


def tabular_wordings(phrases: Iterable[tuple[str, str, str]]) -> Iterator[Wording]:
    """Those of titles and inclusion terms; `phrases` are text, code and kind of note."""
    for text, code, kind in phrases:
        source = Source.TITLE if kind == "title" else Source.INCLUSION_TERM
        citation = f"TAB:{code}:{'title' if kind == 'title' else 'inclusionTerm'}"
        seen: set[frozenset[str]] = set()
        for phrase, rank in (*wordings_of(text), (text, EXACT)):
            tokens = key_with_sides(phrase)
            if tokens and tokens not in seen:
                seen.add(tokens)
                yield Wording(code, tokens, frozenset(), source, rank, text, citation)


def lexicon_wordings(titles: Mapping[str, str]) -> Iterator[Wording]:
    """Those of our own synonyms; a code for one side says that side, as its title does."""
    for phrase, codes in read_lexicon("synonyms.yaml")["synonyms"].items():
        said = key_with_sides(str(phrase))
        for code in map(str, codes):
            tokens = said | (key_with_sides(titles.get(code, "")) & _SIDE_WORDS)
            yield Wording(code, tokens, frozenset(), Source.LEXICON, LEXICAL, str(phrase), "")


class _Line(NamedTuple):
    path: tuple[str, ...]
    modifiers: str
    code: str | None
    see: str | None
    occurrence: int


def index_wordings(connection: sqlite3.Connection, kind: IndexKind) -> Iterator[Wording]:
    """Those of the paths of a compiled Index, cross-references followed one step."""
    lines = list(_lines(connection))
    by_words: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for line in lines:
        if line.code:
            for tokens in _ways(line.path):
                by_words[tokens].append(line.code)
    for line in lines:
        code = line.code
        if code is None and line.see:
            code = next(iter(by_words.get(key_with_sides(line.see), ())), None)
        if code is None:
            continue
        text = ", ".join(line.path)
        citation = cite(TermCitation(kind, line.path, line.occurrence))
        rank = OTHER if _RESIDUAL.search(line.path[-1]) else EXACT
        optional = key_with_sides(line.modifiers)
        bare = canonical(code.rstrip("-").rstrip("."))
        for tokens in dict.fromkeys(_ways(line.path)):
            yield Wording(bare, tokens, optional - tokens, Source.INDEX, rank, text, citation)


def _lines(connection: sqlite3.Connection) -> Iterator[_Line]:
    paths: dict[int, tuple[tuple[str, ...], str]] = {0: ((), "")}
    for number, parent, title, nonessential, code, see, occurrence in connection.execute(
        "SELECT id, parent, title, nonessential, code, see, occurrence FROM entry ORDER BY id"
    ):
        above, modifiers = paths[parent]
        paths[number] = ((*above, title), f"{modifiers} {nonessential}".strip())
        yield _Line(*paths[number], code, see, occurrence)


def _ways(path: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """The tokens of a path, and those with a title's first form alone: `Diabetes, diabetic`."""
    whole = frozenset(token for title in path for token in key_with_sides(title))
    if whole:
        yield whole
    short = frozenset(token for title in path for token in key_with_sides(title.partition(",")[0]))
    if short and short != whole:
        yield short
