"""Official files to one SQLite file. Nothing here runs once the file is there."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from catalog.codes import canonical, compact, pad
from catalog.compiled import new_file, pack
from catalog.mce import read_editor
from catalog.release import FORMAT, OPEN_END, tabular_release
from catalog.sources import Sources, sha256
from catalog.tabular.attributes import attributes_of
from catalog.tabular.notes import references
from catalog.tabular.printed_order import PrintedOrder
from catalog.tabular.xml import TabularEntry, read_tabular

_TABULAR_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    code TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, parent TEXT,
    ordinal INTEGER NOT NULL, billable INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX entry_parent ON entry (parent, ordinal);
CREATE TABLE note (
    id INTEGER PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX note_owner ON note (owner, kind);
CREATE TABLE reference (
    note INTEGER NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL,
    low TEXT NOT NULL, high TEXT NOT NULL, narrowed TEXT NOT NULL
);
CREATE INDEX reference_owner ON reference (owner, kind);
CREATE TABLE seventh (
    owner TEXT NOT NULL, ordinal INTEGER NOT NULL, character TEXT NOT NULL, meaning TEXT NOT NULL,
    PRIMARY KEY (owner, ordinal)
) WITHOUT ROWID;
CREATE TABLE attribute (
    code TEXT PRIMARY KEY, side TEXT, site TEXT, unspecified INTEGER NOT NULL, frame TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX attribute_frame ON attribute (frame);
CREATE VIRTUAL TABLE phrase USING fts5 (
    text, code UNINDEXED, source UNINDEXED, tokenize = "porter unicode61 remove_diacritics 2"
);
"""

_EDITOR_TABLES = """
CREATE TABLE validity (
    code TEXT NOT NULL, start TEXT NOT NULL, end TEXT NOT NULL, flags TEXT NOT NULL,
    PRIMARY KEY (code, start)
) WITHOUT ROWID;
CREATE TABLE conversion (
    old TEXT NOT NULL, new TEXT NOT NULL, start TEXT NOT NULL, PRIMARY KEY (old, new, start)
) WITHOUT ROWID;
CREATE INDEX conversion_new ON conversion (new);
CREATE TABLE age (
    flag TEXT NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
    start TEXT NOT NULL, end TEXT NOT NULL
);
"""

_BARRED = re.compile(r"7th characters ([A-Z](?:(?:, | and )[A-Z])*) do not apply to codes")


def build(sources: Sources, target: Path) -> None:
    """Compile the sources to `target`, atomically: readers see the old file or the new one.

    Raises TabularError, EditorDataError or OSError; the target is then as it was.
    """
    with new_file(target, _TABULAR_TABLES + _EDITOR_TABLES) as connection:
        _fill_tabular(connection, list(read_tabular(sources.tabular)))
        first, last = _fill_editor(connection, sources.editor)
        release = tabular_release(sources.tabular.name, sha256(sources.tabular))
        editor = ("Medicare Code Editor code table", first, last, sha256(sources.editor))
        _describe(
            connection,
            {
                "format": FORMAT,
                "stamp": sources.stamp(),
                "tabular": [release[0], *map(_end, release[1:3]), release.sha256],
                "editor": [editor[0], *map(_end, editor[1:3]), editor[3]],
            },
        )
        pack(connection)


def build_tabular(
    entries: Sequence[TabularEntry], description: dict[str, str], target: Path
) -> None:
    """Compile one Tabular release to `target`, atomically, with what it is in table `meta`."""
    with new_file(target, _TABULAR_TABLES) as connection:
        _fill_tabular(connection, entries)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", description.items())
        pack(connection)


def _describe(connection: sqlite3.Connection, meta: dict[str, object]) -> None:
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)", ((key, json.dumps(value)) for key, value in meta.items())
    )


def _fill_tabular(connection: sqlite3.Connection, entries: Sequence[TabularEntry]) -> None:
    extended = list(with_extensions(entries))
    insert = connection.executemany
    insert(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
        (
            (entry.code, entry.title, entry.kind, entry.parent, ordinal, entry.leaf)
            for ordinal, entry in enumerate(extended)
        ),
    )
    printed = PrintedOrder(extended)
    notes = [(entry.code, kind, text) for entry in entries for kind, text in entry.notes]
    insert(
        "INSERT INTO note VALUES (?, ?, ?, ?)",
        ((number, *note) for number, note in enumerate(notes, start=1)),
    )
    insert(
        "INSERT INTO reference VALUES (?, ?, ?, ?, ?, ?)",
        (
            (number, owner, kind, *piece)
            for number, (owner, kind, text) in enumerate(notes, start=1)
            for found in references(text)
            for piece in printed.split(found)
        ),
    )
    insert(
        "INSERT INTO seventh VALUES (?, ?, ?, ?)",
        (
            (entry.code, ordinal, character, meaning)
            for entry in entries
            for ordinal, (character, meaning) in enumerate(entry.seventh)
        ),
    )
    insert("INSERT INTO phrase (text, code, source) VALUES (?, ?, ?)", _phrases(entries))
    insert(
        "INSERT INTO attribute VALUES (?, ?, ?, ?, ?)",
        (
            (code, found.side, found.site, found.unspecified, found.frame)
            for code, found in attributes_of(
                (entry.code, entry.title) for entry in extended if entry.leaf
            )
        ),
    )


def _fill_editor(connection: sqlite3.Connection, path: Path) -> tuple[date, date]:
    """Fill in the dated code table; its first and last days."""
    editor = read_editor(path)
    insert = connection.executemany
    insert(
        "INSERT INTO validity VALUES (?, ?, ?, ?)",
        (
            (row.code, row.start.isoformat(), _end(row.end), " ".join(row.flags))
            for row in editor.codes
        ),
    )
    insert(
        "INSERT OR IGNORE INTO conversion VALUES (?, ?, ?)",
        ((row.old, row.new, row.start.isoformat()) for row in editor.conversions),
    )
    insert(
        "INSERT INTO age VALUES (?, ?, ?, ?, ?)",
        (
            (age.flag, age.low, age.high, age.start.isoformat(), _end(age.end))
            for age in editor.ages
        ),
    )
    return min(row.start for row in editor.codes), editor.last_day


def with_extensions(entries: Iterable[TabularEntry]) -> Iterator[TabularEntry]:
    """All entries, each leaf under a 7th-character note followed by its extended codes.

    A leaf that takes a 7th character is no longer one: only its extensions are billable.
    The definition nearest upward applies, less what a note says does not apply (as at S06).
    """
    definitions: dict[str, list[tuple[str, str]]] = {}
    barred: dict[str, tuple[str, str]] = {}
    for entry in entries:
        parent = entry.parent or ""
        definitions[entry.code] = options = entry.seventh or definitions.get(parent, [])
        bar = _barred_sevenths(entry) or barred.get(parent, ("", ""))
        barred[entry.code] = bar
        if not entry.leaf or not options or len(compact(entry.code)) == 7:
            yield entry
            continue
        yield TabularEntry(
            entry.code, entry.title, entry.kind, entry.parent, False, entry.notes, entry.seventh
        )
        sixth = compact(entry.code)[5:6]
        for character, meaning in options:
            if sixth and sixth in bar[0] and character in bar[1]:
                continue
            yield TabularEntry(
                pad(entry.code, character),
                f"{entry.title}, {meaning}",
                "extension",
                entry.code,
                True,
            )


def _barred_sevenths(entry: TabularEntry) -> tuple[str, str] | None:
    """Sixth characters, and the 7th characters that a note bars from them; None without a note."""
    for kind, text in entry.notes:
        found = _BARRED.match(text) if kind == "notes" else None
        if found:
            sixths = re.findall(r"(?:6th character|, or) (\w) - ", text)
            return "".join(sixths), "".join(re.findall(r"\b[A-Z]\b", found.group(1)))
    return None


def _phrases(entries: Iterable[TabularEntry]) -> Iterator[tuple[str, str, str]]:
    for entry in entries:
        if entry.kind not in {"chapter", "block"}:
            yield entry.title, canonical(entry.code), "title"
            for kind, text in entry.notes:
                if kind == "inclusionTerm":
                    yield text, canonical(entry.code), "inclusionTerm"


def _end(day: object) -> str:
    return OPEN_END if day is None else str(day)
