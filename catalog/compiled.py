"""Compiled SQLite files, written whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def new_file(target: Path, tables: str) -> Iterator[sqlite3.Connection]:
    """A connection to a new file with these tables, which takes the target's place at the end.

    Readers see the old file or the whole new one; on any error the target is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name, suffix=".part")
    os.close(handle)
    scratch = Path(name)
    try:
        with closing(sqlite3.connect(scratch)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            connection.executescript(tables)
            yield connection
            connection.commit()
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def pack(connection: sqlite3.Connection) -> None:
    """Merge the full-text index `phrase`, and give back the room that is not used."""
    connection.commit()
    connection.execute("INSERT INTO phrase (phrase) VALUES ('optimize')")
    connection.commit()
    connection.execute("VACUUM")
