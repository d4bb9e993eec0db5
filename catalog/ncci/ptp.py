"""Procedure-to-procedure edits (PTP): pairs of codes that are not paid together.

Published each quarter, for practitioners in several parts and for outpatient hospitals, as
tab-delimited text and as a workbook. Two lines of notice stand above a heading of four rows, then
seven columns: column 1, column 2, a mark for edits from before 1996, first day, last day or `*`,
modifier indicator (0 not allowed, 1 allowed, 9 not applicable), rationale.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.library.official import Edition, Kind, OfficialFileError, compile_release, open_release
from catalog.ncci.quarterly import (
    Row,
    Service,
    first_day,
    last_day,
    procedure_code,
    read_content,
    rows_of,
    service_named,
)
from catalog.release import OPEN_END

_HEADING = re.compile(
    rb"Column 1\W+Column 2\W.*(?:Modifier|PTP Edit Rationale)", re.IGNORECASE | re.DOTALL
)
_TABLES = """
CREATE TABLE service (name TEXT NOT NULL);
CREATE TABLE pair (
    first TEXT NOT NULL, second TEXT NOT NULL, start TEXT NOT NULL, end TEXT NOT NULL,
    indicator TEXT NOT NULL, rationale TEXT NOT NULL, PRIMARY KEY (first, second, start, end)
) WITHOUT ROWID;
"""


class Pair(NamedTuple):
    """An edit: `first` is paid, `second` is not; `indicator` says whether a modifier may part them.

    `end` is None while the edit stands.
    """

    first: str
    second: str
    start: date
    end: date | None
    indicator: str
    rationale: str


def is_ptp(head: bytes) -> bool:
    """Whether a text begins as the files of PTP edits do."""
    return _HEADING.search(head[:4096]) is not None


def read_pairs(rows: Iterator[Row], file_name: str) -> Iterator[Pair]:
    """The edits of a file, in its order. Raises OfficialFileError naming a line that is no edit."""
    begun = False
    for number, cells in rows:
        pair = _pair(cells)
        if pair is not None:
            begun = True
            yield pair
        elif begun:
            raise OfficialFileError(
                file_name,
                f"line {number}: expected two codes, a first day, a last day or *, and 0, 1 or 9",
            )
    if not begun:
        raise OfficialFileError(file_name, "expected the pairs of NCCI's PTP edits")


def compile_ptp(source: Path, target: Path, effective_from: date | None = None) -> Edition:
    """Compile a file of PTP edits. Raises OfficialFileError, too where it tells no quarter."""
    content = read_content(source)
    name, rows = rows_of(source, content)
    service = service_named(name) or service_named(source.name)
    if service is None:
        raise OfficialFileError(
            source.name,
            "its name must tell whose services it is for, as CMS's does: ccipra or ccioph",
        )
    start = effective_from or first_day((name, source.name))
    if start is None:
        raise OfficialFileError(
            source.name,
            "its name tells no version such as v322r0; give the first day of its quarter with "
            "--effective-from",
        )
    edition = Edition(
        Kind.NCCI_PTP,
        f"NCCI PTP edits, {service.label} ({Path(name).stem})",
        f"{start:%Y} quarter {start.month // 3 + 1}",
        start,
        last_day(start),
        hashlib.sha256(content).hexdigest(),
        source.name,
    )

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO service VALUES (?)", (service.value,))
        connection.executemany(
            "INSERT OR IGNORE INTO pair VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    pair.first,
                    pair.second,
                    pair.start.isoformat(),
                    pair.end.isoformat() if pair.end else OPEN_END,
                    pair.indicator,
                    pair.rationale,
                )
                for pair in read_pairs(rows, name)
            ),
        )

    return compile_release(edition, target, _TABLES, fill)


@dataclass(frozen=True)
class PairTable:
    """The PTP edits of a quarter and service: the parts that are at hand."""

    editions: tuple[Edition, ...]
    connections: tuple[sqlite3.Connection, ...]

    def pair(self, first: str, second: str, day: date) -> Pair | None:
        """The edit of two codes, in this order, that stands on the day; or None."""
        for connection in self.connections:
            row = connection.execute(
                "SELECT start, end, indicator, rationale FROM pair "
                "WHERE first = ? AND second = ? AND start <= ? AND end >= ?",
                (first, second, day.isoformat(), day.isoformat()),
            ).fetchone()
            if row is not None:
                end = None if row[1] == OPEN_END else date.fromisoformat(row[1])
                return Pair(first, second, date.fromisoformat(row[0]), end, row[2], row[3])
        return None


def open_ptp(path: Path) -> tuple[sqlite3.Connection, Edition, Service]:
    """A compiled file of PTP edits. Raises OfficialFileError."""
    connection, edition = open_release(path, Kind.NCCI_PTP)
    (name,) = connection.execute("SELECT name FROM service").fetchone()
    return connection, edition, Service(name)


def _pair(cells: list[str]) -> Pair | None:
    if len(cells) < 6:
        return None
    first, second = procedure_code(cells[0]), procedure_code(cells[1])
    start, end = _day(cells[3]), _day(cells[4])
    ended = end is not None or cells[4] in {"*", ""}
    indicator = cells[5][:1]
    if (
        first is None
        or second is None
        or start is None
        or not ended
        or indicator not in {"0", "1", "9"}
    ):
        return None
    return Pair(first, second, start, end, indicator, cells[6] if len(cells) > 6 else "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 8 and text.isdigit() else None
    except ValueError:
        return None
