"""The Index and the tables compiled: one SQLite file a release, with what the release is.

A compiled file holds the terms as a tree in printed order: the descendants of a term are the
rows from its id to its `last`.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.codes import compact
from catalog.compiled import new_file, pack
from catalog.index import official_file as index_file
from catalog.index import tables_file
from catalog.index.entries import (
    COLUMNS,
    INDEX_FORMAT,
    IndexEntry,
    IndexFileError,
    IndexKind,
    TableEntry,
)
from catalog.index.words import content_of, link_of, variants, words_of
from catalog.index.xml import Header
from catalog.release import OPEN_END, fiscal_year, tabular_release
from catalog.sources import sha256

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, last INTEGER NOT NULL,
    title TEXT NOT NULL, nonessential TEXT NOT NULL, occurrence INTEGER NOT NULL,
    code TEXT, manifestation TEXT, see TEXT, see_also TEXT,
    link TEXT NOT NULL, variants TEXT NOT NULL, optional TEXT NOT NULL
);
CREATE TABLE cell (
    entry INTEGER NOT NULL, position INTEGER NOT NULL, code TEXT NOT NULL,
    PRIMARY KEY (entry, position)
) WITHOUT ROWID;
CREATE TABLE stem (code TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (code, entry))
WITHOUT ROWID;
CREATE TABLE main_word (word TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (word, entry))
WITHOUT ROWID;
CREATE TABLE frequency (word TEXT PRIMARY KEY, entries INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE phrase USING fts5 (
    own, above, modifiers, content = '', tokenize = "porter unicode61 remove_diacritics 2"
);
"""
_NAMES = {
    IndexKind.INDEX: "ICD-10-CM Alphabetic Index",
    IndexKind.EXTERNAL_INDEX: "ICD-10-CM External Cause of Injuries Index",
    IndexKind.NEOPLASM: "ICD-10-CM Table of Neoplasms",
    IndexKind.DRUG: "ICD-10-CM Table of Drugs and Chemicals",
}


class Edition(NamedTuple):
    """The fiscal year of an official file and the days it is in force."""

    fiscal_year: int
    effective_from: date
    effective_to: date | None

    @classmethod
    def of_year(cls, year: int) -> Edition:
        """The edition of a whole fiscal year, from 1 October to 30 September."""
        return cls(year, date(year - 1, 10, 1), date(year, 9, 30))


def compile_index(source: Path, target: Path, edition: Edition | None = None) -> None:
    """Compile the Alphabetic Index or the external cause index to `target`, atomically.

    `edition` is needed where the file does not state its fiscal year, as the CSV does not.
    Raises IndexFileError when the file is not an index, is damaged, or states another year
    than `edition`, and OSError when the target cannot be written; the target is then as it was.
    """
    header = index_file.read_header(source)
    meta = _meta(source, header, edition, index_file.lacks(source))
    _write(target, meta, lambda connection: _fill(connection, index_file.read_index(source)))


def compile_table(source: Path, target: Path, edition: Edition | None = None) -> None:
    """Compile the Table of Neoplasms or of Drugs and Chemicals to `target`, atomically.

    Arguments and errors are those of `compile_index`.
    """
    header = tables_file.read_header(source)
    meta = _meta(source, header, edition, ())
    _write(target, meta, lambda connection: _fill(connection, tables_file.read_table(source)))


def _meta(
    source: Path, header: Header, edition: Edition | None, lacks: tuple[str, ...]
) -> dict[str, str]:
    found = edition or _stated_edition(source, header)
    if header.fiscal_year not in {None, found.fiscal_year}:
        problem = f"it states the fiscal year {header.fiscal_year}"
        raise IndexFileError(source, problem, f"fiscal year {found.fiscal_year}")
    return {
        "format": str(INDEX_FORMAT),
        "kind": header.kind,
        "name": f"{_NAMES[header.kind]}, FY{found.fiscal_year}",
        "edition": str(found.fiscal_year),
        "effective_from": found.effective_from.isoformat(),
        "effective_to": found.effective_to.isoformat() if found.effective_to else OPEN_END,
        "sha256": sha256(source),
        "source": source.name,
        "lacks": "; ".join(lacks),
        "columns": " ".join(COLUMNS.get(header.kind, ())),
    }


def _stated_edition(source: Path, header: Header) -> Edition:
    """The edition by the file's `<version>`; its name may tell a release within the year."""
    if header.fiscal_year is None:
        problem = "it does not state its fiscal year"
        raise IndexFileError(source, problem, "the fiscal year and effective dates with it")
    year = Edition.of_year(header.fiscal_year)
    try:
        named = tabular_release(source.name, "").effective_from
    except ValueError:
        return year
    return year._replace(effective_from=named) if fiscal_year(named) == year.fiscal_year else year


def _write(target: Path, meta: dict[str, str], fill: Callable[[sqlite3.Connection], None]) -> None:
    """Fill a new file beside the target, then put it in the target's place."""
    with new_file(target, _TABLES) as connection:
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        fill(connection)
        pack(connection)


def _fill(connection: sqlite3.Connection, entries: Iterable[IndexEntry | TableEntry]) -> None:
    read: list[IndexEntry | TableEntry] = list(entries)
    last = _last_descendants([len(entry.path) for entry in read])
    insert = connection.executemany
    parents: list[int] = [0]
    rows: list[tuple[object, ...]] = []
    phrases: list[tuple[object, ...]] = []
    for number, entry in enumerate(read, start=1):
        depth = len(entry.path)
        parents[depth:] = [number]
        rows.append((number, parents[depth - 1], last[number - 1], *_row(entry)))
        phrases.append((number, *_phrase(entry, rows, parents[1:depth])))
    insert(f"INSERT INTO entry VALUES ({', '.join('?' * len(rows[0]))})", rows)
    insert("INSERT INTO phrase (rowid, own, above, modifiers) VALUES (?, ?, ?, ?)", phrases)
    frequency = Counter(
        word for _, *texts in phrases for word in set(" ".join(map(str, texts)).split())
    )
    insert("INSERT INTO frequency VALUES (?, ?)", frequency.items())
    insert("INSERT OR IGNORE INTO main_word VALUES (?, ?)", _main_words(read))
    insert("INSERT OR IGNORE INTO stem VALUES (?, ?)", _stems(read))
    insert(
        "INSERT INTO cell VALUES (?, ?, ?)",
        (
            (number, position, code)
            for number, entry in enumerate(read, start=1)
            if isinstance(entry, TableEntry)
            for position, code in enumerate(entry.cells)
            if code is not None
        ),
    )
    connection.execute("CREATE INDEX entry_parent ON entry (parent, title)")


def _row(entry: IndexEntry | TableEntry) -> tuple[object, ...]:
    title = entry.path[-1]
    ways = variants(title, main=len(entry.path) == 1)
    codes = (entry.code, entry.manifestation) if isinstance(entry, IndexEntry) else (None, None)
    return (
        title,
        entry.nonessential,
        entry.occurrence,
        *codes,
        entry.see,
        entry.see_also,
        link_of(title),
        "|".join(f"{each.missing} {' '.join(sorted(each.words))}" for each in ways),
        " ".join(sorted(content_of(entry.nonessential))),
    )


def _phrase(
    entry: IndexEntry | TableEntry, rows: list[tuple[object, ...]], above: list[int]
) -> tuple[str, str, str]:
    """Words of the term, of the terms above it, and of all their nonessential modifiers."""
    modifiers = [str(rows[number - 1][4]) for number in above] + [entry.nonessential]
    return (
        " ".join(words_of(entry.path[-1])),
        " ".join(words_of(" ".join(entry.path[:-1]))),
        " ".join(words_of(" ".join(modifiers))),
    )


def _last_descendants(depths: list[int]) -> list[int]:
    """For each row its own number, or that of its last descendant; numbers begin at 1."""
    last = list(range(1, len(depths) + 1))
    waiting: list[int] = []
    for position, depth in enumerate([*depths, 0]):
        while waiting and depths[waiting[-1]] >= depth:
            last[waiting.pop()] = position
        waiting.append(position)
    return last


def _main_words(read: list[IndexEntry | TableEntry]) -> Iterator[tuple[str, int]]:
    for number, entry in enumerate(read, start=1):
        if len(entry.path) == 1:
            for word in sorted(content_of(entry.path[0])):
                yield word, number


def _stems(read: list[IndexEntry | TableEntry]) -> Iterator[tuple[str, int]]:
    """Codes without dot and dash, so that entries for a code are found by its beginnings."""
    for number, entry in enumerate(read, start=1):
        codes = entry.cells if isinstance(entry, TableEntry) else (entry.code, entry.manifestation)
        for code in codes:
            if code:
                yield compact(code).rstrip("-"), number
