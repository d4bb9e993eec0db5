"""What the quarterly NCCI files share: how they are read, whose services, and which quarter.

A file states its services and its quarter in its name (`ccipra-v322r0-f1.txt`,
`MCR_MUE_PractitionerServices_Eff_10-01-2026.csv`), the tables of units their services in the
heading too. Version 32.2 is of the third quarter of 2026: years count from 1994, quarters from 0.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from catalog.library.archives import is_archive, members
from catalog.library.official import OfficialFileError, read_bytes
from catalog.library.workbook import is_workbook, read_rows

Row = tuple[int, list[str]]

_VERSION = re.compile(r"-v(\d\d)([0-3])r\d", re.IGNORECASE)
_EFFECTIVE = re.compile(r"Eff_(\d\d)-(\d\d)-(\d{4})", re.IGNORECASE)
_FIRST_YEAR = 1994
_CODE = re.compile(r"[0-9A-Z]{5}")


class Service(StrEnum):
    """Whose services a file is for."""

    PRACTITIONER = "practitioner"
    HOSPITAL = "hospital"
    SUPPLIER = "supplier"

    @property
    def label(self) -> str:
        """As CMS says it."""
        return _LABELS[self]


_LABELS = {
    Service.PRACTITIONER: "practitioner services",
    Service.HOSPITAL: "outpatient hospital services",
    Service.SUPPLIER: "DME supplier services",
}
_NAMED = (
    (re.compile(r"ccioph|hospital", re.IGNORECASE), Service.HOSPITAL),
    (re.compile(r"ccipra|practitioner", re.IGNORECASE), Service.PRACTITIONER),
    (re.compile(r"dme|supplier", re.IGNORECASE), Service.SUPPLIER),
)


def service_named(words: str) -> Service | None:
    """The services that a file's name or a heading names, or None."""
    return next((service for named, service in _NAMED if named.search(words)), None)


def first_day(names: tuple[str, ...]) -> date | None:
    """The first day of the quarter that one of the names states; None when none does."""
    for name in names:
        if found := _EFFECTIVE.search(name):
            month, day, year = (int(part) for part in found.groups())
            return date(year, month, day)
        if found := _VERSION.search(name):
            years, quarter = (int(part) for part in found.groups())
            return date(_FIRST_YEAR + years, 3 * quarter + 1, 1)
    return None


def last_day(first: date) -> date:
    """The last day of the quarter that begins on `first`."""
    later = date(first.year, first.month, 1) + timedelta(days=95)
    return date(later.year, later.month, 1) - timedelta(days=1)


def rows_of(path: Path, content: bytes) -> tuple[str, Iterator[Row]]:
    """The name of the file that holds the rows, and the rows with their line numbers.

    Of a zip with the same table as text and as workbook, the text is read.
    """
    if not is_archive(content):
        return path.name, _text_rows(content)
    inside = list(members(path.name, content))
    if is_workbook([member.name for member in inside]):
        rows = read_rows(path.name, content)
        return path.name, ((n, list(row)) for n, row in enumerate(rows, start=1))
    for member in inside:
        if member.name.lower().endswith((".txt", ".csv")):
            return member.name, _text_rows(member.read())
    for member in inside:
        if member.name.lower().endswith(".xlsx"):
            rows = read_rows(member.name, member.read())
            return member.name, ((n, list(row)) for n, row in enumerate(rows, start=1))
    raise OfficialFileError(path.name, "expected a text or a workbook in the zip")


def procedure_code(cell: str) -> str | None:
    """A CPT or HCPCS code, with the zeros that a workbook drops from the left; or None."""
    code = cell.strip().upper()
    code = code.zfill(5) if code.isdigit() else code
    return code if _CODE.fullmatch(code) else None


def read_content(path: Path) -> bytes:
    """The bytes of the file, however it is packed."""
    return read_bytes(path)


def _text_rows(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # the notice of rights has signs of it
    delimiter = "\t" if text.count("\t") > text.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield reader.line_num, cells
