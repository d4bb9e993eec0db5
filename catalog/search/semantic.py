"""Wordings by their meaning: those nearest to a text in the space of a sentence model.

Words that no wording holds may still mean what one says (`cannot get pregnant`, female
infertility). Every wording is turned into a vector once, which takes minutes, and kept beside the
compiled catalog; a file for another release takes over what stands in an older one.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from catalog.index.citations import read_citation
from catalog.lookup import Catalog, CatalogView
from catalog.seal import sealed
from catalog.search.compiled import Printed
from catalog.search.embedding import MODEL, SIZE, embedder
from catalog.search.files import digest_of, indexes_of, kept_file, search_file
from catalog.search.sides import Sided
from catalog.search.wordings import Source, key_with_sides
from catalog.terms import folder_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from catalog.search.embedding import Vectors

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE meaning (
    id INTEGER PRIMARY KEY, text TEXT NOT NULL, wordings TEXT NOT NULL, vector BLOB NOT NULL
);
"""
#: Paths of the Index longer than this say little that shorter ones and titles do not.
_LONGEST_PATH = 2
#: Below this two texts have little to do with each other.
_LEAST = 0.4
_WHOLE = 127
#: Meanings for each code wanted, and codes for which there are some at least.
_DEPTH, _FEWEST = 3, 20
_TOLD_EVERY = 2_048
#: Sides and `unspecified` would else make a dozen near copies of one meaning.
_SIDES = re.compile(r"\b(?:right|left|bilateral|unspecified|NOS)\b(?: side\b)?", re.IGNORECASE)
_OPENED: WeakKeyDictionary[Catalog, dict[str, Meanings]] = WeakKeyDictionary()
_SERVING: WeakKeyDictionary[CatalogView, Meanings] = WeakKeyDictionary()

#: Told how many wordings of how many are read, while a file is compiled.
Telling = Callable[[int, int], None]


class Meaning(NamedTuple):
    """Wordings that say the same but for the side, and how near they are: 1 is the same."""

    wordings: tuple[int, ...]
    score: float


class Meanings:
    """An open file of meanings, its vectors in memory. Safe between threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        import numpy as np

        rows = connection.execute("SELECT wordings, vector FROM meaning ORDER BY id").fetchall()
        self._wordings = [wordings for wordings, _ in rows]
        joined = np.frombuffer(b"".join(vector for _, vector in rows), np.int8)
        vectors = joined.reshape(-1, SIZE).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        self._vectors: Vectors = vectors

    def nearest(self, texts: Sequence[str], most: int) -> list[list[Meaning]]:
        """For each text the meanings nearest to it, at most so many, nearest first."""
        if not texts:
            return []
        # What is nearest must not turn on how a sum of 384 numbers was rounded.
        scores = (embedder().vectors([_plain(text) for text in texts]) @ self._vectors.T).round(4)
        return [self._first(row, most) for row in scores]

    def _first(self, scores: NDArray[np.float32], most: int) -> list[Meaning]:
        import numpy as np

        most = min(most, scores.size)
        least = max(_LEAST, float(np.partition(scores, -most)[-most]))
        found = np.flatnonzero(scores >= least)
        nearest_first = found[np.argsort(-scores[found], kind="stable")][:most]
        return [
            Meaning(tuple(json.loads(self._wordings[number])), round(float(scores[number]), 4))
            for number in nearest_first
        ]


def meant(view: CatalogView, words: str, limit: int) -> list[Meaning]:
    """The meanings nearest to the words, enough of them for so many codes. Raises SourceMissing."""
    return meanings_of(view).nearest([words], _DEPTH * max(limit, _FEWEST))[0]


def codes_meant(
    view: CatalogView, texts: Sequence[str], most: int
) -> list[list[tuple[str, float]]]:
    """For each text at most so many codes that it may mean, nearest first, with how near.

    A code may be a header. Where codes differ in the side alone, it is the one that the text names.
    Raises SourceMissing.
    """
    file = search_file(view)
    nearest = meanings_of(view).nearest(texts, _DEPTH * most)
    numbers = {n for meanings in nearest for meaning in meanings for n in meaning.wordings}
    printed = file.printed(sorted(numbers))
    found = []
    for text, meanings in zip(texts, nearest, strict=True):
        sides = Sided(file, key_with_sides(text))
        codes: dict[str, float] = {}
        for meaning in meanings:
            for number in sides.chosen(meaning.wordings):
                codes.setdefault(printed[number].code, meaning.score)
        found.append(list(islice(codes.items(), most)))
    return found


def meanings_of(view: CatalogView, telling: Telling | None = None) -> Meanings:
    """The meanings of the wordings that a view is searched by; compiled at first need.

    `telling` is told how far that is. Raises SourceMissing without the extra's packages.
    """
    if view not in _SERVING:
        embedder()
        digest = sha256(f"{_digest(view)}{MODEL}".encode()).hexdigest()[:16]
        opened = _OPENED.setdefault(view.catalog, {})
        if digest not in opened:
            folder = folder_of(view.catalog)

            def filled(connection: sqlite3.Connection) -> None:
                fill(connection, search_file(view).every(), _older(folder), telling)

            with closing(kept_file(folder, "meaning", digest, TABLES, filled)) as connection:
                opened[digest] = Meanings(connection)
        _SERVING[view] = opened[digest]
    return _SERVING[view]


def fill(
    connection: sqlite3.Connection,
    wordings: Iterable[tuple[int, Printed]],
    known: dict[str, bytes],
    telling: Telling | None = None,
) -> None:
    """Fill the tables with numbered wordings. `known` are vectors of texts; they are taken over."""
    said: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for number, printed in wordings:
        for text in _said(printed):
            said[text].setdefault(printed.code, number)
    vectors = {text: known[text] for text in said if text in known}
    missing = [text for text in said if text not in known]
    for start in range(0, len(missing), _TOLD_EVERY):
        if telling is not None:
            telling(len(vectors), len(said))
        texts = missing[start : start + _TOLD_EVERY]
        vectors.update(zip(texts, _packed(embedder().vectors(texts)), strict=True))
    connection.execute("INSERT INTO meta VALUES ('model', ?)", (MODEL,))
    connection.executemany(
        "INSERT INTO meaning (text, wordings, vector) VALUES (?, ?, ?)",
        ((text, json.dumps(list(of.values())), vectors[text]) for text, of in said.items()),
    )


def _said(printed: Printed) -> Iterator[str]:
    """What a wording says, without sides; nothing for a long path of the Index."""
    text = printed.text
    if printed.source is Source.INDEX:
        cited = read_citation(text)
        if cited is None or len(cited.path) > _LONGEST_PATH:
            return
        text = " ".join(cited.path)
    if plain := _plain(text):
        yield plain


def _plain(text: str) -> str:
    """The text without its sides, and without commas that then stand alone."""
    words = " ".join(_SIDES.sub(" ", text).split()).replace(" ,", ",")
    return re.sub(r",(?:\s*,)+", ",", words).strip(" ,;")


def _packed(vectors: Vectors) -> list[bytes]:
    """Vectors in one byte a number: the largest of each is 127, and their length is given up."""
    import numpy as np

    largest = np.abs(vectors).max(axis=1, keepdims=True)
    return [row.tobytes() for row in np.rint(vectors * (_WHOLE / largest)).astype(np.int8)]


def _digest(view: CatalogView) -> str:
    return digest_of(view.tabular_list, indexes_of(view))


def _older(folder: Path | None) -> dict[str, bytes]:
    """The vectors of this model that an older file has, by text."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.glob("meaning-*.sqlite")) if folder else ():
        if sealed(path):
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as older:
                if older.execute("SELECT value FROM meta WHERE key = 'model'").fetchone() == (
                    MODEL,
                ):
                    found.update(older.execute("SELECT text, vector FROM meaning"))
    return found
