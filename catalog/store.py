"""The compiled catalog in the user's cache directory: found, checked, built, replaced."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

from catalog.release import FORMAT
from catalog.seal import seal, sealed
from catalog.sources import Sources, locate

FILE_NAME = "catalog.sqlite"


def default_folder() -> Path:
    """Where the compiled catalog lives: `CHARTAUDIT_CACHE`, else the platform's cache folder."""
    chosen = os.environ.get("CHARTAUDIT_CACHE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("chartaudit")


def connect(folder: Path | None = None) -> sqlite3.Connection:
    """A read-only connection to a sound, current catalog, compiled first if need be.

    Raises SourceMissing when it must be compiled and an official file is absent.
    """
    sources = locate()
    path = (folder or default_folder()) / FILE_NAME
    if not _untouched(path, sources):
        _compile(sources, path)
    return _open(path)


def rebuild(folder: Path | None = None) -> sqlite3.Connection:
    """Compile again whatever is there, and connect."""
    path = (folder or default_folder()) / FILE_NAME
    _compile(locate(), path)
    return _open(path)


def _compile(sources: Sources, path: Path) -> None:
    from catalog.build import build

    build(sources, path)
    seal(path)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _untouched(path: Path, sources: Sources) -> bool:
    """Whether the file is the one that was built, and built from these sources in this format."""
    if not sealed(path):
        return False
    try:
        connection = _open(path)
        try:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
        finally:
            connection.close()
        return bool(
            json.loads(meta["format"]) == FORMAT and json.loads(meta["stamp"]) == sources.stamp()
        )
    except (OSError, ValueError, KeyError, TypeError, sqlite3.DatabaseError):
        return False
