"""The list of codes exempt from present-on-admission reporting (CDC, CMS).

Published as a zip with the whole list as tab-delimited text and as a workbook, besides the codes
added, deleted and revised since the list before. The text is read. The heading of the list's first
column (`Order26`) and the read-me state the fiscal year.
"""

from __future__ import annotations

import csv
import hashlib
import re
import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.codes import canonical, well_formed
from catalog.library.archives import is_archive, members
from catalog.library.official import (
    Edition,
    Kind,
    OfficialFileError,
    compile_release,
    decode,
    edition_name,
    opened,
    read_bytes,
)
from catalog.release import end_of_fiscal_year

_EXPECTED = "expected the list of codes exempt from POA reporting, as text or in its zip"
_HEADING = re.compile(rb"\s*Order(\d\d)\tPOAexemptCode\tDescription\s*$")
_STATED_COUNT = re.compile(r"POA\) exempt codes, for FY(20\d\d) \(([0-9,]+) codes\)")

_TABLES = """
CREATE TABLE exempt (
    ordinal INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, title TEXT NOT NULL
);
"""


class ExemptCode(NamedTuple):
    """A code exempt from POA reporting, with its long title."""

    code: str
    title: str


class ExemptList(NamedTuple):
    """A POA-exempt list: its edition and its codes in classification order."""

    edition: Edition
    exempt: tuple[ExemptCode, ...]

    def codes(self) -> frozenset[str]:
        """The exempt codes, with their dots."""
        return frozenset(listed.code for listed in self.exempt)


def is_poa_exempt(head: bytes) -> bool:
    """Whether a text is the whole exempt list: the lists of changes before it are shorter."""
    return _HEADING.match(head.split(b"\n", 1)[0]) is not None


def read_poa_exempt(path: Path, effective_from: date | None = None) -> ExemptList:
    """Read a POA-exempt list. Raises OfficialFileError on another or a damaged file.

    In the zip, the list with most codes is the whole one; its count must be the read-me's.
    """
    content = read_bytes(path)
    count: int | None = None
    if is_archive(content):
        texts = []
        for member in members(path.name, content):
            if is_poa_exempt(member.head):
                texts.append(member.read())
            elif stated := _STATED_COUNT.search(member.head.decode("ascii", errors="replace")):
                count = int(stated.group(2).replace(",", "").rjust(1, "0"))
    else:
        texts = [content] if is_poa_exempt(content) else []
    if not texts:
        raise OfficialFileError(path.name, _EXPECTED)
    text = max(texts, key=len)
    exempt = tuple(_listed(path.name, decode(path.name, text).splitlines()[1:]))
    if len({listed.code for listed in exempt}) != len(exempt) or count not in {None, len(exempt)}:
        raise OfficialFileError(
            path.name, f"the list holds {len(exempt)} codes, not the number stated: it is damaged"
        )
    start = effective_from or _start(text)
    edition = Edition(
        Kind.POA_EXEMPT,
        "Codes exempt from present-on-admission reporting",
        edition_name(start),
        start,
        end_of_fiscal_year(start),
        hashlib.sha256(content).hexdigest(),
        path.name,
    )
    return ExemptList(edition, exempt)


def compile_poa_exempt(source: Path, target: Path, effective_from: date | None = None) -> Edition:
    """Compile a POA-exempt list to one SQLite file."""
    found = read_poa_exempt(source, effective_from)

    def fill(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO exempt VALUES (?, ?, ?)",
            ((number, *listed) for number, listed in enumerate(found.exempt, start=1)),
        )

    return compile_release(found.edition, target, _TABLES, fill)


def open_poa_exempt(path: Path) -> ExemptList:
    """The exempt list that was compiled to `path`. Raises OfficialFileError."""
    with opened(path, Kind.POA_EXEMPT) as (connection, edition):
        rows = connection.execute("SELECT code, title FROM exempt ORDER BY ordinal")
        return ExemptList(edition, tuple(ExemptCode(*row) for row in rows))


def _start(text: bytes) -> date:
    found = _HEADING.match(text.split(b"\n", 1)[0])
    assert found is not None  # the text was recognised by this heading
    return date(2000 + int(found.group(1)) - 1, 10, 1)


def _listed(file_name: str, lines: Iterable[str]) -> Iterable[ExemptCode]:
    for number, line in enumerate(lines, start=2):
        row = _row(line)
        if len(row) != 3 or not row[0].isdigit() or not well_formed(row[1]) or not row[2].strip():
            raise OfficialFileError(
                file_name, f"line {number}: expected order number, code and title"
            )
        yield ExemptCode(canonical(row[1]), row[2].strip())


def _row(line: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter="\t", strict=True), [])
    except csv.Error:
        return []
