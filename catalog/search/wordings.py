"""Everything that words are held against: titles, inclusion terms, our lexicon, Index paths."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from catalog.codes import canonical
from catalog.index.citations import TermCitation, cite
from catalog.index.entries import IndexKind
from catalog.terms import EXACT, LEXICAL, OTHER, wordings_of
from catalog.words import TOKEN, Kind, is_word, read_synonyms, reader

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
    said or not. `rank` is how the wording came from what is printed (see catalog.terms). `text` is
    what is printed, or the citation of an Index path.
    """

    code: str
    tokens: frozenset[str]
    optional: frozenset[str]
    source: Source
    rank: int
    text: str


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
        seen: set[frozenset[str]] = set()
        for phrase, rank in (*wordings_of(text), (text, EXACT)):
            tokens = key_with_sides(phrase)
            if tokens and tokens not in seen:
                seen.add(tokens)
                yield Wording(code, tokens, frozenset(), source, rank, text)


def lexicon_wordings(titles: Mapping[str, str]) -> Iterator[Wording]:
    """Those of our own synonyms; a code for one side says that side, as its title does."""
    for phrase, codes in read_synonyms().items():
        said = key_with_sides(phrase)
        for code in codes:
            tokens = said | (key_with_sides(titles.get(code, "")) & _SIDE_WORDS)
            yield Wording(code, tokens, frozenset(), Source.LEXICON, LEXICAL, phrase)


class _Line(NamedTuple):
    """A line of the Index: its path, the tokens of the path in each way to say it, its code."""

    path: tuple[str, ...]
    ways: tuple[frozenset[str], ...]
    optional: frozenset[str]
    code: str | None = None
    see: str | None = None
    occurrence: int = 1


def index_wordings(connection: sqlite3.Connection, kind: IndexKind) -> Iterator[Wording]:
    """Those of the paths of a compiled Index, cross-references followed one step."""
    lines = list(_lines(connection))
    codes: dict[frozenset[str], str] = {}
    for line in lines:
        if line.code:
            for tokens in line.ways:
                codes.setdefault(tokens, line.code)
    for line in lines:
        code = line.code or (codes.get(key_with_sides(line.see)) if line.see else None)
        if code is None:
            continue
        bare = canonical(code.rstrip("-").rstrip("."))
        citation = cite(TermCitation(kind, line.path, line.occurrence))
        rank = OTHER if _RESIDUAL.search(line.path[-1]) else EXACT
        for tokens in filter(None, line.ways):
            optional = line.optional - tokens
            yield Wording(bare, tokens, optional, Source.INDEX, rank, citation)


def _lines(connection: sqlite3.Connection) -> Iterator[_Line]:
    above = {0: _Line((), (frozenset(), frozenset()), frozenset())}
    for number, parent, title, nonessential, code, see, occurrence in connection.execute(
        "SELECT id, parent, title, nonessential, code, see, occurrence FROM entry ORDER BY id"
    ):
        upper = above[parent]
        line = _Line(
            (*upper.path, title),
            (upper.ways[0] | _key(title), upper.ways[1] | _key(title.partition(",")[0])),
            upper.optional | _key(nonessential),
            code,
            see,
            occurrence,
        )
        above[number] = line
        yield line._replace(ways=tuple(dict.fromkeys(line.ways)))


@lru_cache(maxsize=65_536)
def _key(text: str) -> frozenset[str]:
    return key_with_sides(text)
