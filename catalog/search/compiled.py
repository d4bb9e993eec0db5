"""The compiled search file: all wordings, and for every token the wordings that hold it.

Wordings are numbered from those that say least to those that say most, so that of two that hold the
same words of a query the lower one is the closer.
"""

from __future__ import annotations

import json
import math
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from catalog.codes import canonical
from catalog.search.bitmap import Bitmap, packed, unpacked
from catalog.search.spelling import deletes
from catalog.search.wordings import Source, Wording
from catalog.tabular.notes import CodeRange
from catalog.words import reader

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE wording (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, source INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE TABLE token (
    token TEXT PRIMARY KEY, weight INTEGER NOT NULL, core BLOB NOT NULL, optional BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, wordings INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE deletion (shorter TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (shorter, word))
WITHOUT ROWID;
CREATE TABLE below (
    code TEXT PRIMARY KEY, is_header INTEGER NOT NULL, titles TEXT NOT NULL
) WITHOUT ROWID;
"""
_SOURCES = tuple(Source)
#: Words that say little in the name of a condition (`chronic`, `disease`) weigh half.
_SOFT = 2
#: The weight of the rarest words; rarer ones than that are often names.
_HEAVIEST = 20
_KEPT = 2_000


class Token(NamedTuple):
    """A token: its weight, the wordings that hold it, and those that may."""

    weight: int
    core: Bitmap
    optional: Bitmap


class Below(NamedTuple):
    """Titles of codes that say more: those below a header, or those beside an unspecified code."""

    is_header: bool
    titles: tuple[int, ...]


class Printed(NamedTuple):
    """A wording as printed; of the Index its citation, which holds the path."""

    code: str
    source: Source
    text: str


def fill(
    connection: sqlite3.Connection, wordings: Iterable[Wording], leaves: Iterable[str]
) -> None:
    """Fill the tables; `leaves` are the codes without others below, 7th characters aside."""
    read = list(dict.fromkeys(wordings))
    counts = Counter(t for wording in read for t in wording.tokens | wording.optional)
    weights = {token: _weight(token, count, len(read)) for token, count in counts.items()}
    said = {wording: sum(weights[t] for t in wording.tokens) for wording in read}
    read.sort(key=lambda w: (said[w], w.rank, w.source, w.code, w.text, sorted(w.tokens)))
    core, optional = defaultdict(list), defaultdict(list)
    for number, wording in enumerate(read):
        for token in wording.tokens:
            core[token].append(number)
        for token in wording.optional:
            optional[token].append(number)
    insert = connection.executemany
    insert(
        "INSERT INTO wording VALUES (?, ?, ?, ?)",
        ((n, w.code, int(w.source), w.text) for n, w in enumerate(read)),
    )
    insert(
        "INSERT INTO token VALUES (?, ?, ?, ?)",
        ((t, weights[t], packed(core[t]), packed(optional[t])) for t in sorted(counts)),
    )
    insert("INSERT INTO below VALUES (?, ?, ?)", _below(read, frozenset(leaves)))
    insert(
        "INSERT INTO meta VALUES (?, ?)",
        (
            ("said", array("H", (min(said[w], 65_535) for w in read)).tobytes()),
            ("rank", bytes(w.rank for w in read)),
        ),
    )
    words = vocabulary(read)
    insert("INSERT INTO word VALUES (?, ?)", sorted(words.items()))
    insert(
        "INSERT INTO deletion VALUES (?, ?)",
        sorted((shorter, word) for word in words for shorter in deletes(word)),
    )


def _weight(token: str, count: int, all_wordings: int) -> int:
    weight = round(2 * math.log(all_wordings / count))
    if token in reader().kinds or token in {"disease", "syndrome"}:
        weight //= _SOFT
    return max(2, min(weight, _HEAVIEST))


def vocabulary(wordings: Iterable[Wording]) -> Counter[str]:
    """The words of the printed texts that are long enough to be corrected to, with their counts."""
    from catalog.search.spelling import SHORTEST
    from catalog.words import TOKEN, plain

    texts = Counter(wording.text for wording in wordings)
    return Counter(
        word
        for text in texts
        for surface in TOKEN.findall(text)
        if len(word := plain(surface)) >= SHORTEST and word.isalpha()
    )


def _below(read: list[Wording], leaves: frozenset[str]) -> Iterator[tuple[str, bool, str]]:
    """For each header the titles of the leaves below it; for an unspecified leaf, of those beside.

    Titles are given by the numbers of their wordings, the plainest wording of each.
    """
    title: dict[str, int] = {}
    unspecified: set[str] = set()
    for number, wording in enumerate(read):
        if wording.source is Source.TITLE and wording.code in leaves:
            title.setdefault(wording.code, number)
            if "unspecified" in wording.text.lower():
                unspecified.add(wording.code)
    below: defaultdict[str, set[int]] = defaultdict(set)
    for code, number in title.items():
        for length in range(3, len(code)):
            below[code[:length].rstrip(".")].add(number)
    for header, numbers in below.items():
        yield header, True, json.dumps(sorted(numbers))
    for code in unspecified:
        beside = below[code[:-1].rstrip(".")] - {title[code]}
        yield code, False, json.dumps(sorted(beside))


class SearchFile:
    """An open search file. What is read of it is kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        self.said = array("H")
        self.said.frombytes(meta["said"])
        self.rank: bytes = meta["rank"]
        self.token = lru_cache(_KEPT)(self._token)
        self.below = lru_cache(_KEPT)(self._below)
        self._masks: dict[CodeRange, Bitmap] = {}

    def _token(self, token: str) -> Token | None:
        for weight, core, optional in self._connection.execute(
            "SELECT weight, core, optional FROM token WHERE token = ?", (token,)
        ):
            return Token(weight, unpacked(core), unpacked(optional))
        return None

    def _below(self, code: str) -> Below | None:
        for is_header, titles in self._connection.execute(
            "SELECT is_header, titles FROM below WHERE code = ?", (code,)
        ):
            return Below(bool(is_header), tuple(json.loads(titles)))
        return None

    def printed(self, numbers: Iterable[int]) -> dict[int, Printed]:
        """The wordings with these numbers, as printed."""
        return {
            number: Printed(code, _SOURCES[source], text)
            for number, code, source, text in self._connection.execute(
                "SELECT wording.id, code, source, text FROM json_each(?) "
                "JOIN wording ON wording.id = value",
                (json.dumps(list(numbers)),),
            )
        }

    def every(self) -> Iterator[tuple[int, Printed]]:
        """All wordings with their numbers, in order."""
        for number, code, source, text in self._connection.execute(
            "SELECT id, code, source, text FROM wording ORDER BY id"
        ):
            yield number, Printed(code, _SOURCES[source], text)

    def near(self, shorter: Iterable[str]) -> list[tuple[str, int]]:
        """Words that come to one of these by leaving out a letter, with their counts."""
        return self._connection.execute(
            "SELECT DISTINCT word.word, wordings FROM json_each(?) "
            "JOIN deletion ON shorter = value JOIN word ON word.word = deletion.word",
            (json.dumps(list(shorter)),),
        ).fetchall()

    def of_codes(self, codes: CodeRange) -> Bitmap:
        """The wordings of a range of codes."""
        if codes not in self._masks:
            rows = self._connection.execute(
                "SELECT id FROM wording WHERE code >= ? AND code < ?",
                (canonical(codes.low), canonical(codes.high) + "~"),
            )
            self._masks[codes] = unpacked(packed(number for (number,) in rows))
        return self._masks[codes]
