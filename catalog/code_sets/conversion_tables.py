"""ICD-10-CM conversion tables (CDC): each new code with the codes assigned before it existed.

A workbook of three columns: current code, effective year (or an Excel day number where the code
did not begin on 1 October), previous code or codes. The note in its first row states the edition.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from catalog.codes import canonical, well_formed
from catalog.library.official import (
    Edition,
    Kind,
    OfficialFileError,
    compile_release,
    edition_name,
    opened,
    read_bytes,
)
from catalog.library.workbook import Row, read_rows
from catalog.release import end_of_fiscal_year
from catalog.tabular.notes import CodeRange, references

_EXPECTED = "expected the ICD-10-CM conversion table, an Excel workbook"
_HEADINGS = ("current code", "effective", "previous code")
_EFFECTIVE = re.compile(r"effective\s+(January|April|October) (\d{1,2}), (20\d\d)")
_MONTHS = {"January": 1, "April": 4, "October": 10}
_FIRST_YEAR, _LAST_YEAR = 2015, 2100
#: Day 0 of Excel's day numbers, from March 1900 on.
_EXCEL_EPOCH = date(1899, 12, 30)

_TABLES = """
CREATE TABLE conversion (
    ordinal INTEGER PRIMARY KEY, code TEXT NOT NULL, start TEXT NOT NULL, previous TEXT NOT NULL
);
CREATE INDEX conversion_code ON conversion (code);
CREATE TABLE previous (conversion INTEGER NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL);
CREATE INDEX previous_range ON previous (low, high);
"""


class Conversion(NamedTuple):
    """A code new on `start`, and what was assigned before: ranges, and the table's own words."""

    code: str
    start: date
    previous: tuple[CodeRange, ...]
    text: str


class ConversionTable(NamedTuple):
    """A conversion table: its edition and its rows in printed order."""

    edition: Edition
    conversions: tuple[Conversion, ...]

    def replacements(self, code: str) -> tuple[Conversion, ...]:
        """Codes that took over from a code, or from one above it, in the table's order."""
        return tuple(
            found for found in self.conversions if any(r.covers(code) for r in found.previous)
        )


def is_conversion_table(rows: list[Row]) -> bool:
    """Whether the first rows of a workbook are those of a conversion table."""
    return _heading(rows) is not None


def read_conversion_table(path: Path, effective_from: date | None = None) -> ConversionTable:
    """Read a conversion table. Raises OfficialFileError on another or a damaged file.

    The first day in force is `effective_from`, else the day that the table's note states.
    """
    content = read_bytes(path)
    rows = read_rows(path.name, content)
    heading = _heading(rows)
    if heading is None:
        raise OfficialFileError(path.name, _EXPECTED)
    start = effective_from or _stated(path.name, rows[:heading])
    conversions = tuple(
        _conversion(path.name, number, row) for number, row in enumerate(rows[heading + 1 :], 1)
    )
    if not conversions:
        raise OfficialFileError(path.name, "the conversion table has no rows")
    edition = Edition(
        Kind.CONVERSION_TABLE,
        "ICD-10-CM conversion table",
        edition_name(start),
        start,
        end_of_fiscal_year(start),
        hashlib.sha256(content).hexdigest(),
        path.name,
    )
    return ConversionTable(edition, conversions)


def compile_conversion_table(
    source: Path, target: Path, effective_from: date | None = None
) -> Edition:
    """Compile a conversion table to one SQLite file."""
    table = read_conversion_table(source, effective_from)

    def fill(connection: sqlite3.Connection) -> None:
        numbered = list(enumerate(table.conversions, start=1))
        connection.executemany(
            "INSERT INTO conversion VALUES (?, ?, ?, ?)",
            ((number, c.code, c.start.isoformat(), c.text) for number, c in numbered),
        )
        connection.executemany(
            "INSERT INTO previous VALUES (?, ?, ?)",
            ((number, span.low, span.high) for number, c in numbered for span in c.previous),
        )

    return compile_release(table.edition, target, _TABLES, fill)


def open_conversion_table(path: Path) -> ConversionTable:
    """The conversion table that was compiled to `path`. Raises OfficialFileError."""
    with opened(path, Kind.CONVERSION_TABLE) as (connection, edition):
        rows = connection.execute("SELECT code, start, previous FROM conversion ORDER BY ordinal")
        return ConversionTable(
            edition,
            tuple(
                Conversion(code, date.fromisoformat(start), tuple(references(text)), text)
                for code, start, text in rows
            ),
        )


def _heading(rows: list[Row]) -> int | None:
    for number, row in enumerate(rows[:5]):
        titles = [cell.lower() for cell in row[:3]]
        if len(titles) == 3 and all(
            title.startswith(name) for title, name in zip(titles, _HEADINGS, strict=True)
        ):
            return number
    return None


def _stated(file_name: str, rows: list[Row]) -> date:
    found = _EFFECTIVE.search(" ".join(cell for row in rows for cell in row))
    if found is None:
        raise OfficialFileError(
            file_name, "the table does not say when it takes effect; give the first day in force"
        )
    try:
        return date(int(found.group(3)), _MONTHS[found.group(1)], int(found.group(2)))
    except ValueError as error:
        raise OfficialFileError(file_name, "the table states an impossible date") from error


def _conversion(file_name: str, number: int, row: Row) -> Conversion:
    code, effective, previous = (*row, "", "", "")[:3]
    if not well_formed(code):
        raise OfficialFileError(file_name, f"row {number} of the table: expected a code first")
    found = tuple(references(previous))
    if not found and previous.lower() != "none":
        raise OfficialFileError(
            file_name, f"row {number} of the table: expected previous codes, or None"
        )
    return Conversion(canonical(code), _day(file_name, number, effective), found, previous)


def _day(file_name: str, number: int, effective: str) -> date:
    if effective.isascii() and effective.isdigit() and len(effective) <= 5:
        value = int(effective)
        if _FIRST_YEAR <= value < _LAST_YEAR:
            return date(value, 10, 1)
        day = _EXCEL_EPOCH + timedelta(days=value)
        if _FIRST_YEAR <= day.year < _LAST_YEAR:
            return day
    raise OfficialFileError(
        file_name, f"row {number} of the table: expected the year in which the code took effect"
    )
