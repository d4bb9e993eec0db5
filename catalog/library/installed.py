"""The user's library of official releases: one compiled file each, in one folder.

A file is put there whole or not at all, and says in its table `meta` what it is; nothing else keeps
account of it. Beside it lies a seal with its digest, by which damage is found.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.release import FORMAT, OPEN_END
from catalog.sources import sha256

_SUFFIX = ".sqlite"


class ReleaseRefused(Exception):
    """A file was not taken into the library; the message names it and says why."""


class NotTaken(ReleaseRefused):
    """A file was not taken because it is of a kind that is not read here."""


class Origin(NamedTuple):
    """Where an official file was had from, without credentials, and the SHA-256 of all of it.

    `place` is a URL, or `mirror` and the path in it; empty for a file that the user added.
    """

    place: str
    sha256: str


class Installed(NamedTuple):
    """A release in the library. `id` is its file's name without ending.

    `sha256` is that of the official file itself; `origin` tells of the file that was fetched or
    added, which may be an archive of several, and `origin_releases` how many releases it gave.
    """

    id: str
    kind: str
    name: str
    effective_from: date
    effective_to: date | None
    sha256: str
    source: str
    path: Path
    origin: Origin
    origin_releases: int

    def in_force(self, day: date) -> bool:
        """Whether the release is the one in force on `day`."""
        return self.effective_from <= day <= (self.effective_to or date.max)


class Damage(NamedTuple):
    """A file of the library that is not as it was written."""

    path: Path
    problem: str


def default_folder() -> Path:
    """Where the library lies: `CHARTAUDIT_LIBRARY`, else the platform's folder for user data."""
    chosen = os.environ.get("CHARTAUDIT_LIBRARY")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("chartaudit") / "releases"


def installed(folder: Path | None = None, kind: str | None = None) -> tuple[Installed, ...]:
    """The releases in the library, by kind and then by date; unreadable files are left out."""
    found = [read for path in _files(folder) if (read := _describe(path)) is not None]
    wanted = [release for release in found if kind in {None, release.kind}]
    return tuple(sorted(wanted, key=lambda r: (r.kind, r.effective_from, r.id)))


def nearest(releases: tuple[Installed, ...], day: date) -> Installed | None:
    """The release in force on the day (the later one of two), else the one nearest in time."""
    current = [release for release in releases if release.in_force(day)]
    if current:
        return max(current, key=lambda release: release.effective_from)
    return min(releases, key=lambda release: _days_away(release, day), default=None)


def remove(release_id: str, folder: Path | None = None) -> Installed:
    """Take a release out of the library. Raises ReleaseRefused when there is none of that id."""
    release = next((r for r in installed(folder) if r.id == release_id), None)
    if release is None:
        raise ReleaseRefused(f"{release_id}: no such release; see: chartaudit catalog list")
    _seal_of(release.path).unlink(missing_ok=True)
    release.path.unlink()
    return release


def verify(folder: Path | None = None) -> tuple[Damage, ...]:
    """Files that are damaged, or were changed after they were installed."""
    found = []
    for path in _files(folder):
        seal = _seal_of(path)
        if _describe(path) is None:
            found.append(Damage(path, "cannot be read; remove it and add the official file again"))
        elif not seal.exists():
            found.append(Damage(path, "has no seal; add the official file again"))
        elif sha256(path) != seal.read_text(encoding="ascii").strip():
            found.append(Damage(path, "was changed since; add the official file again"))
    return tuple(found)


def at_hand(releases: tuple[Installed, ...], digest: str) -> bool:
    """Whether the library holds all that the file of this SHA-256 gives."""
    given = [release for release in releases if release.origin.sha256 == digest]
    return bool(given) and len(given) >= given[0].origin_releases


def put(
    compiled: list[Path], folder: Path | None = None, origin: Origin | None = None
) -> tuple[Installed, ...]:
    """Move compiled files into the library, each under a name made of what it is.

    A file is never there without its seal: that is written first.
    """
    target = folder or default_folder()
    target.mkdir(parents=True, exist_ok=True)
    if origin is not None:
        for path in compiled:
            _note_origin(path, origin, len(compiled))
    found = []
    for path in compiled:
        release = _describe(path)
        if release is None:
            raise ReleaseRefused(f"{path.name}: the compiled file cannot be read again")
        name = f"{release.kind}-{release.effective_from}-{release.sha256[:12]}"
        place = target / f"{name}{_SUFFIX}"
        _seal_of(place).write_text(sha256(path) + "\n", encoding="ascii")
        path.replace(place)
        found.append(release._replace(id=name, path=place))
    return tuple(found)


def _note_origin(path: Path, origin: Origin, releases: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [
                ("origin", origin.place),
                ("origin_sha256", origin.sha256),
                ("origin_releases", str(releases)),
            ],
        )


def _files(folder: Path | None) -> Iterator[Path]:
    target = folder or default_folder()
    yield from sorted(target.glob(f"*{_SUFFIX}"))


def _seal_of(path: Path) -> Path:
    return path.with_suffix(".sha256")


def _describe(path: Path) -> Installed | None:
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
        if meta["kind"] == "tabular" and meta.get("format") != str(FORMAT):
            return None
        end = meta["effective_to"]
        return Installed(
            path.stem,
            meta["kind"],
            meta["name"],
            date.fromisoformat(meta["effective_from"]),
            None if end == OPEN_END else date.fromisoformat(end),
            meta["sha256"],
            meta["source"],
            path,
            Origin(meta.get("origin", ""), meta.get("origin_sha256", meta["sha256"])),
            int(meta.get("origin_releases", 1)),
        )
    except (sqlite3.Error, KeyError, ValueError):
        return None


def _days_away(release: Installed, day: date) -> int:
    if day < release.effective_from:
        return (release.effective_from - day).days
    return (day - (release.effective_to or day)).days
