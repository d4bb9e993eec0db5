"""Medically unlikely edits (MUE): the most units of a code that are paid for a line or a day.

Published each quarter for practitioners, outpatient hospitals and suppliers, as CSV and as a
workbook. Under a notice of rights stand four columns: code, units, adjudication indicator (1 for a
line, 2 for a day by policy, 3 for a day by what is clinically likely), rationale.
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

_HEADING = re.compile(rb"MUE Values\W.*MUE Adjudication Indicator", re.IGNORECASE | re.DOTALL)
_TABLES = """
CREATE TABLE service (name TEXT NOT NULL);
CREATE TABLE units (
    code TEXT PRIMARY KEY, most INTEGER NOT NULL, indicator TEXT NOT NULL, rationale TEXT NOT NULL
) WITHOUT ROWID;
"""


class MostUnits(NamedTuple):
    """The most units of a code; `indicator` says whether of a line (1) or of a day (2 and 3)."""

    code: str
    most: int
    indicator: str
    rationale: str


def is_mue(head: bytes) -> bool:
    """Whether a text begins as the tables of medically unlikely edits do."""
    return _HEADING.search(head) is not None


def read_units(rows: Iterator[Row], file_name: str) -> tuple[str, tuple[MostUnits, ...]]:
    """The heading over the units, and every row. Raises OfficialFileError naming a faulty line."""
    heading = ""
    found: list[MostUnits] = []
    for number, cells in rows:
        if not heading:
            if len(cells) > 2 and "mue values" in cells[1].lower():
                heading = cells[1]
            continue
        units = _units(cells)
        if units is None:
            raise OfficialFileError(
                file_name, f"line {number}: expected a code, units, and an indicator 1, 2 or 3"
            )
        found.append(units)
    if not found:
        raise OfficialFileError(file_name, "expected NCCI's table of medically unlikely edits")
    return heading, tuple(found)


def compile_mue(source: Path, target: Path, effective_from: date | None = None) -> Edition:
    """Compile a table of medically unlikely edits. Raises OfficialFileError."""
    content = read_content(source)
    name, rows = rows_of(source, content)
    heading, units = read_units(rows, name)
    service = service_named(heading) or service_named(name)
    if service is None:
        raise OfficialFileError(
            source.name,
            "its heading does not tell whose services it is for: Practitioner, "
            "Outpatient Hospital or DME Supplier",
        )
    start = effective_from or first_day((name, source.name))
    if start is None:
        raise OfficialFileError(
            source.name,
            "its name tells no quarter such as Eff_10-01-2026; give its first day with "
            "--effective-from",
        )
    edition = Edition(
        Kind.NCCI_MUE,
        f"NCCI medically unlikely edits, {service.label}",
        f"{start:%Y} quarter {start.month // 3 + 1}",
        start,
        last_day(start),
        hashlib.sha256(content).hexdigest(),
        source.name,
    )

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO service VALUES (?)", (service.value,))
        connection.executemany("INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?)", units)

    return compile_release(edition, target, _TABLES, fill)


@dataclass(frozen=True)
class UnitTable:
    """The medically unlikely edits of a quarter and service."""

    editions: tuple[Edition, ...]
    connections: tuple[sqlite3.Connection, ...]

    def most(self, code: str) -> MostUnits | None:
        """The most units of a code; None when there is no edit of it."""
        for connection in self.connections:
            row = connection.execute(
                "SELECT code, most, indicator, rationale FROM units WHERE code = ?", (code,)
            ).fetchone()
            if row is not None:
                return MostUnits(*row)
        return None


def open_mue(path: Path) -> tuple[sqlite3.Connection, Edition, Service]:
    """A compiled table of medically unlikely edits. Raises OfficialFileError."""
    connection, edition = open_release(path, Kind.NCCI_MUE)
    (name,) = connection.execute("SELECT name FROM service").fetchone()
    return connection, edition, Service(name)


def _units(cells: list[str]) -> MostUnits | None:
    code = procedure_code(cells[0])
    if (
        code is None
        or len(cells) < 3
        or not cells[1].isdigit()
        or cells[2][:1] not in {"1", "2", "3"}
    ):
        return None
    return MostUnits(code, int(cells[1]), cells[2][:1], cells[3] if len(cells) > 3 else "")
