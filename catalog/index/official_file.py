"""The official Alphabetic Index: the XML as CDC publishes it, and a CSV made from it.

The CSV (columns RowID, Letter, Level, Term, See, SeeAlso, NonEssModif, Code) is a third party's
and has lost some of the XML; `CSV_LACKS` says what.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

from catalog.index.entries import IndexEntry, IndexFileError, IndexKind
from catalog.index.xml import (
    EXPECTED,
    Header,
    checked_code,
    content,
    read_terms,
    recognise_xml,
    split_title,
    text_of,
    title_of,
)

_COLUMNS = ["RowID", "Letter", "Level", "Term", "See", "SeeAlso", "NonEssModif", "Code"]
_CSV_HEAD = ",".join(_COLUMNS)
_CSV_EXPECTED = f"the Alphabetic Index as CSV with the columns {_CSV_HEAD}"
_DEEPEST_LEVEL = 9
#: A cross-reference that is printed in two parts: these words, then the code beside them.
_OPEN_REFERENCE = re.compile(r"(?:^|.*\s)(?:sub)?(?:category|categories)$|.*(?:,|\band|\bat)$")

#: What the CSV leaves out of the XML that it was made from.
CSV_LACKS = (
    "manifestation codes",
    "references to a category or subcategory",
    "words of a term that follow its nonessential modifiers",
)


def recognise(head: bytes) -> IndexKind | None:
    """Which index begins with these bytes (some 2,000 are enough), or None."""
    if head.removeprefix(b"\xef\xbb\xbf").startswith(_CSV_HEAD.encode()):
        return IndexKind.INDEX
    kind = recognise_xml(head)
    return kind if kind in {IndexKind.INDEX, IndexKind.EXTERNAL_INDEX} else None


def read_header(path: Path) -> Header:
    """What the file says of itself. Raises IndexFileError when it is not an index."""
    if _is_csv(path):
        return Header(IndexKind.INDEX, "ICD-10-CM Index to Diseases and Injuries (CSV)", None)
    header, _ = read_terms(path)
    if header.kind not in {IndexKind.INDEX, IndexKind.EXTERNAL_INDEX}:
        raise IndexFileError(path, f"it is {EXPECTED[header.kind]}", EXPECTED[IndexKind.INDEX])
    return header


def read_index(path: Path) -> Iterator[IndexEntry]:
    """Every line in printed order, main terms before their subterms.

    Raises IndexFileError on any other file, and where the file is damaged; what was read
    before the damage must then not be used.
    """
    rows = _csv_entries(path) if _is_csv(path) else _xml_entries(path)
    seen: Counter[tuple[str, ...]] = Counter()
    for entry in rows:
        seen[entry.path] += 1
        again = seen[entry.path]
        yield entry if again == 1 else entry._replace(occurrence=again)


def lacks(path: Path) -> tuple[str, ...]:
    """What the file is known to leave out of the official Index."""
    return CSV_LACKS if _is_csv(path) else ()


def _is_csv(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(200)
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise IndexFileError(path, problem, EXPECTED[IndexKind.INDEX]) from error
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"RowID,")


def _xml_entries(path: Path) -> Iterator[IndexEntry]:
    header, terms = read_terms(path)
    expected = EXPECTED[header.kind]
    if header.kind not in {IndexKind.INDEX, IndexKind.EXTERNAL_INDEX}:
        raise IndexFileError(path, f"it is {expected}", EXPECTED[IndexKind.INDEX])
    above: list[str] = []
    for level, element in terms:
        title, nonessential = title_of(path, element)
        above[level:] = [title]
        codes = {
            tag: checked_code(path, text_of(part), expected)
            for tag in ("code", "manif", "seecat", "subcat")
            if (part := element.find(tag)) is not None
        }
        yield _entry(tuple(above), nonessential, _references(element, codes), codes)


def _references(element: ElementTree.Element, codes: dict[str, str]) -> tuple[str, str]:
    see = text_of(element.find("see"))
    if not see and "seecat" in codes:
        see = f"category {codes['seecat']}"
    elif not see and "subcat" in codes:
        see = f"subcategory {codes['subcat']}"
    return see, text_of(element.find("seeAlso"))


def _entry(
    path: tuple[str, ...], nonessential: str, references: tuple[str, str], codes: dict[str, str]
) -> IndexEntry:
    see, see_also = references
    code = codes.get("code")
    if code and see == "also":
        see, see_also, code = "", code, None
    elif code and _OPEN_REFERENCE.fullmatch(see):
        see, code = f"{see} {code}", None
    elif code and see.startswith("with "):
        see, code = f"{code} {see}", None
    return IndexEntry(path, nonessential, code, codes.get("manif"), see or None, see_also or None)


def _csv_entries(path: Path) -> Iterator[IndexEntry]:
    data = content(path, _CSV_EXPECTED).removeprefix(b"\xef\xbb\xbf")
    if not data.endswith(b"\n"):
        raise IndexFileError(path, "the last row is cut short", _CSV_EXPECTED)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise IndexFileError(path, f"not UTF-8 at byte {error.start}", _CSV_EXPECTED) from error
    above: list[str] = []
    letter = ""
    for number, row in enumerate(_csv_rows(path, text), start=1):
        level = _level(path, number, row, len(above))
        letter = row[1]
        title, nonessential = split_title(row[3] + row[6])
        if not title:
            raise IndexFileError(path, f"row {number} has no term", _CSV_EXPECTED)
        above[level:] = [title]
        codes = {"code": checked_code(path, row[7], _CSV_EXPECTED)} if row[7] else {}
        references = (" ".join(row[4].split()), " ".join(row[5].split()))
        yield _entry(tuple(above), nonessential, references, codes)
    if letter != "Z":
        problem = f'it ends at the letter "{letter}"' if letter else "no row in it"
        raise IndexFileError(path, problem, f"{_CSV_EXPECTED}, whole from A to Z")


def _csv_rows(path: Path, text: str) -> Iterator[list[str]]:
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        if next(rows, None) != _COLUMNS:
            raise IndexFileError(path, "other columns", _CSV_EXPECTED)
        yield from rows
    except csv.Error as error:
        problem = f"not well-formed CSV at line {rows.line_num} ({error})"
        raise IndexFileError(path, problem, _CSV_EXPECTED) from error


def _level(path: Path, number: int, row: list[str], depth: int) -> int:
    """The row's level, after checks that no row or column before it is lost."""
    if len(row) != len(_COLUMNS):
        problem = f"row {number} has {len(row)} columns"
    elif row[0] != str(number):
        problem = f'row {number} has the RowID "{row[0][:20]}"'
    elif not re.fullmatch(r"[A-Z]", row[1]):
        problem = f'row {number} stands under the letter "{row[1][:20]}"'
    elif not re.fullmatch(rf"[0-{_DEEPEST_LEVEL}]", row[2]) or int(row[2]) > depth:
        problem = f'row {number} has the level "{row[2][:20]}" with {depth} levels above it'
    else:
        return int(row[2])
    raise IndexFileError(path, problem, _CSV_EXPECTED)
