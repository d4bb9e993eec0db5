"""Rows of the first sheet of an Excel workbook (xlsx), as text.

The official workbooks are one plain table; the standard library reads it in a few lines, so no
spreadsheet package is required. XML is parsed with document types, and so entities, refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from catalog.library.archives import members
from catalog.library.official import OfficialFileError

_CELL = re.compile(r"([A-Z]{1,3})[0-9]+")
#: Far beyond the three columns of official tables, and a bound on what a damaged file can ask.
_MOST_COLUMNS = 64

Row = tuple[str, ...]


def is_workbook(names: list[str]) -> bool:
    """Whether the files of an archive are those of an Excel workbook."""
    return "workbook.xml" in names and "sheet1.xml" in names


def read_rows(file_name: str, content: bytes) -> list[Row]:
    """Rows of the first sheet, cells as text without blanks around, empty rows left out.

    Raises OfficialFileError when the workbook is damaged or not one.
    """
    parts = {
        member.name: member.read
        for member in members(file_name, content)
        if member.name in {"workbook.xml", "sheet1.xml", "sharedStrings.xml"}
    }
    if not is_workbook(list(parts)):
        raise OfficialFileError(file_name, "expected an Excel workbook (xlsx)")
    strings: list[str] = []
    if "sharedStrings.xml" in parts:
        _parse(file_name, parts["sharedStrings.xml"](), shared := _SharedStrings())
        strings = shared.found
    _parse(file_name, parts["sheet1.xml"](), sheet := _Sheet(strings))
    return [row for row in sheet.rows if any(row)]


class _SharedStrings:
    def __init__(self) -> None:
        self.found: list[str] = []
        self._text: list[str] = []
        self._inside = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            self._text = []
        self._inside = tag == "t"

    def text(self, piece: str) -> None:
        if self._inside:
            self._text.append(piece)

    def end(self, tag: str) -> None:
        self._inside = False
        if tag == "si":
            self.found.append("".join(self._text))


class _Sheet:
    def __init__(self, strings: list[str]) -> None:
        self.rows: list[Row] = []
        self._strings = strings
        self._cells: dict[int, str] = {}
        self._column, self._type, self._inside = 0, "", False
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._cells = {}
        elif tag == "c":
            self._column = _column(attributes.get("r", ""))
            self._type = attributes.get("t", "")
            self._text = []
        self._inside = tag in {"v", "t"}

    def text(self, piece: str) -> None:
        if self._inside:
            self._text.append(piece)

    def end(self, tag: str) -> None:
        self._inside = False
        if tag == "c":
            value = "".join(self._text)
            if self._type == "s" and value:
                value = self._strings[int(value)]
            self._cells[self._column] = value.strip()
        elif tag == "row":
            width = max(self._cells, default=-1) + 1
            self.rows.append(tuple(self._cells.get(n, "") for n in range(width)))


def _column(reference: str) -> int:
    found = _CELL.fullmatch(reference)
    if found is None:
        raise ValueError("cell reference")
    number = 0
    for letter in found.group(1):
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > _MOST_COLUMNS:
        raise ValueError("cell reference")
    return number - 1


def _parse(file_name: str, xml: bytes, reader: _SharedStrings | _Sheet) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = _local(reader.start)
    parser.EndElementHandler = _local(reader.end)
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, IndexError) as error:
        raise OfficialFileError(
            file_name, f"expected an Excel workbook; its XML is damaged ({type(error).__name__})"
        ) from error


def _local(handler: Callable[..., None]) -> Callable[..., None]:
    """The handler, given tags without their namespace."""

    def call(tag: str, *rest: dict[str, str]) -> None:
        handler(tag.rpartition(" ")[2], *rest)

    return call


def _refuse_document_type(*_: object) -> None:
    raise ValueError("a document type is not accepted")
