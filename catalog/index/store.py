"""Compiled Index and table files: what release one holds, and a connection to it."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.index.entries import INDEX_FORMAT, IndexFileError, IndexKind
from catalog.release import OPEN_END

_EXPECTED = f"a compiled Index or table of format {INDEX_FORMAT}; compile the official file again"


class CompiledRelease(NamedTuple):
    """What a compiled file says of the official file it was made from.

    `lacks` names what the source is known to leave out of the official publication; a source
    as published lacks nothing.
    """

    kind: IndexKind
    name: str
    fiscal_year: int
    effective_from: date
    effective_to: date | None
    sha256: str
    source: str
    lacks: tuple[str, ...]

    def in_force(self, day: date) -> bool:
        """Whether the release is the one in force on `day`."""
        return self.effective_from <= day <= (self.effective_to or date.max)


def connect(path: Path) -> sqlite3.Connection:
    """A read-only connection to a compiled file, for AlphabeticIndex and the tables.

    Raises IndexFileError when the file is none, is damaged, or is of another format.
    """
    _meta(path)
    connection = _open(path)
    connection.execute("PRAGMA query_only = ON")
    return connection


def release_of(path: Path) -> CompiledRelease:
    """What the compiled file holds. Raises IndexFileError as `connect` does."""
    meta = _meta(path)
    try:
        end = meta["effective_to"]
        return CompiledRelease(
            IndexKind(meta["kind"]),
            meta["name"],
            int(meta["edition"]),
            date.fromisoformat(meta["effective_from"]),
            None if end == OPEN_END else date.fromisoformat(end),
            meta["sha256"],
            meta["source"],
            tuple(part for part in meta["lacks"].split("; ") if part),
        )
    except (KeyError, ValueError) as error:
        raise IndexFileError(path, f"its description is damaged ({error})", _EXPECTED) from error


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _meta(path: Path) -> dict[str, str]:
    try:
        connection = _open(path)
        try:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise IndexFileError(path, f"cannot be opened ({error})", _EXPECTED) from error
    if meta.get("format") != str(INDEX_FORMAT):
        raise IndexFileError(path, f"is of format {meta.get('format')}", _EXPECTED)
    return meta
