"""What all imported official files share: edition, kind, refusal, and the compiled file.

Each import compiles one official file to one SQLite file, whose `meta` table says what it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from catalog.compiled import new_file
from catalog.release import OPEN_END, end_of_fiscal_year

#: Raised whenever the tables of compiled official files change.
FORMAT = "1"

#: No official file comes near this size.
LARGEST_FILE = 64 * 1024 * 1024

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"


class Kind(StrEnum):
    """The kinds of official file that are recognised by what they contain."""

    ORDER_FILE = "order_file"
    CODE_FILE = "code_file"
    CHANGE_LIST = "change_list"
    CONVERSION_TABLE = "conversion_table"
    POA_EXEMPT = "poa_exempt"
    GUIDELINES = "guidelines"
    NCCI_PTP = "ncci_ptp"
    NCCI_MUE = "ncci_mue"


class OfficialFileError(Exception):
    """An official file was refused: the message names the file and what was expected."""

    def __init__(self, file_name: str, expected: str) -> None:
        self.file_name = file_name
        self.expected = expected
        super().__init__(f"{file_name}: {expected}")


class NotReadHere(OfficialFileError):
    """A sound file, for all that is known, but of a kind that is not read here."""


class Edition(NamedTuple):
    """Which official file this is, and the dates on which it is in force."""

    kind: Kind
    name: str
    edition: str
    effective_from: date
    effective_to: date | None
    sha256: str
    source: str

    def in_force(self, day: date) -> bool:
        """Whether the edition is the one in force on `day`."""
        return self.effective_from <= day <= (self.effective_to or date.max)


def edition_name(start: date) -> str:
    """`FY2026` for an edition of 1 October, `FY2023, April 2023` for one within the year."""
    year = end_of_fiscal_year(start).year
    return f"FY{year}" if start.month == 10 else f"FY{year}, {start:%B %Y}"


def read_bytes(path: Path) -> bytes:
    """The bytes of an official file. Raises OfficialFileError if unreadable, empty or too large."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            limit = LARGEST_FILE // 1024 // 1024
            raise NotReadHere(path.name, f"larger than {limit} MB, as no official file is")
        content = path.read_bytes()
    except OSError as error:
        raise OfficialFileError(path.name, f"cannot be read: {error.strerror}") from error
    if not content:
        raise OfficialFileError(path.name, "the file is empty")
    return content


def decode(file_name: str, content: bytes) -> str:
    """Text of an official text file. Raises OfficialFileError unless it is whole UTF-8 text.

    The official files end every line; one that stops within a line was cut short.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OfficialFileError(
            file_name, f"expected plain text; byte {error.start} is not: the file is damaged"
        ) from error
    if not text.endswith("\n"):
        raise OfficialFileError(file_name, "the last line does not end: the file was cut short")
    return text


def compile_release(
    edition: Edition, target: Path, tables: str, fill: Callable[[sqlite3.Connection], None]
) -> Edition:
    """Write an edition to `target`, atomically: there is the old file or the whole new one."""
    with new_file(target, _META + tables) as connection:
        fill(connection)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", _meta_rows(edition))
    return edition


def _meta_rows(edition: Edition) -> list[tuple[str, str]]:
    values = edition._asdict() | {
        "format": FORMAT,
        "effective_from": edition.effective_from.isoformat(),
        "effective_to": str(edition.effective_to or OPEN_END),
    }
    return [(key, str(value)) for key, value in values.items()]


def open_release(path: Path, kind: Kind) -> tuple[sqlite3.Connection, Edition]:
    """A read-only connection to a compiled file and the edition it holds.

    Raises OfficialFileError when it is not a compiled file of this kind and format.
    """
    expected = f"expected a compiled {kind}; import the official file again"
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
        )
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        if meta["format"] != FORMAT or meta["kind"] != kind:
            raise OfficialFileError(path.name, expected)
        return connection, _edition(meta)
    except (sqlite3.Error, KeyError, ValueError, OfficialFileError) as error:
        if connection is not None:
            connection.close()
        raise OfficialFileError(path.name, expected) from error


@contextmanager
def opened(path: Path, kind: Kind) -> Iterator[tuple[sqlite3.Connection, Edition]]:
    """`open_release` for the time of a `with` statement, in which damage of the compiled file
    that comes to light in reading is an OfficialFileError too."""
    connection, edition = open_release(path, kind)
    try:
        yield connection, edition
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise OfficialFileError(
            path.name, "the compiled file is damaged; import the official file again"
        ) from error
    finally:
        connection.close()


def read_edition(path: Path) -> Edition:
    """The edition that a compiled file holds, whatever its kind. Raises OfficialFileError."""
    for kind in Kind:
        try:
            connection, edition = open_release(path, kind)
        except OfficialFileError:
            continue
        connection.close()
        return edition
    raise OfficialFileError(path.name, "expected a compiled official file")


def _edition(meta: dict[str, str]) -> Edition:
    last = meta["effective_to"]
    return Edition(
        Kind(meta["kind"]),
        meta["name"],
        meta["edition"],
        date.fromisoformat(meta["effective_from"]),
        None if last == OPEN_END else date.fromisoformat(last),
        meta["sha256"],
        meta["source"],
    )
