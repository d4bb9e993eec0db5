"""The official Table of Neoplasms and Table of Drugs and Chemicals (CDC, XML)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from catalog.index.entries import COLUMNS, IndexFileError, IndexKind, TableEntry
from catalog.index.xml import (
    EXPECTED,
    Header,
    Term,
    checked_code,
    read_terms,
    recognise_xml,
    text_of,
    title_of,
)

_NO_CODE = re.compile(r"-{1,2}")
_FIRST_COLUMN = 2


def recognise(head: bytes) -> IndexKind | None:
    """Which table begins with these bytes (some 2,000 are enough), or None."""
    kind = recognise_xml(head)
    return kind if kind in COLUMNS else None


def read_header(path: Path) -> Header:
    """What the file says of itself. Raises IndexFileError when it is not a table."""
    return _opened(path)[0]


def read_table(path: Path) -> Iterator[TableEntry]:
    """Every row in printed order, main terms before their subterms.

    Raises IndexFileError on any other file, and where the file is damaged; what was read
    before the damage must then not be used.
    """
    header, terms = _opened(path)
    expected = EXPECTED[header.kind]
    above: list[str] = []
    seen: Counter[tuple[str, ...]] = Counter()
    for level, element in terms:
        title, nonessential = title_of(path, element)
        above[level:] = [title]
        cells: list[str | None] = [None] * len(COLUMNS[header.kind])
        for cell in element.findall("cell"):
            column, printed = cell.get("col", ""), text_of(cell)
            if not re.fullmatch(r"[2-7]", column):
                raise IndexFileError(path, f'a cell in column "{column}"', expected)
            if printed and not _NO_CODE.fullmatch(printed):
                cells[int(column) - _FIRST_COLUMN] = checked_code(path, printed, expected)
        seen[tuple(above)] += 1
        yield TableEntry(
            tuple(above),
            nonessential,
            tuple(cells),
            text_of(element.find("see")) or None,
            text_of(element.find("seeAlso")) or None,
            seen[tuple(above)],
        )


def _opened(path: Path) -> tuple[Header, Iterator[Term]]:
    header, terms = read_terms(path)
    if header.kind not in COLUMNS:
        expected = f"{EXPECTED[IndexKind.NEOPLASM]} or {EXPECTED[IndexKind.DRUG]}"
        raise IndexFileError(path, f"it is {EXPECTED[header.kind]}", expected)
    return header, terms
