"""CMS order files and code files: every code of an edition with its titles.

The order file has headers and codes in classification order, at fixed columns: order number (1-5),
code without dot (7-13), billable flag (15), short title (17-76), long title (78 on). The code file
has billable codes (1-7) and long titles (9 on). They come as text or in the official zip, with
addenda lists that state the edition.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.code_sets.addenda import Addenda, Change, is_addenda, read_addenda
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

_ORDER_LINE = re.compile(r"(\d{5}) ([A-Z0-9]{3,7}) *([01]) (.{60}) (\S.*)")
_CODE_LINE = re.compile(r"([A-Z][0-9A-Z]{2,6}) +(\S.*)")
_NAMED_YEAR = re.compile(r"icd10cm[-_](?:order|codes)[-_](20\d\d)\.txt", re.IGNORECASE)
_EXPECTED = "expected a CMS order file or code file of ICD-10-CM, as text or in its zip"

_TABLES = """
CREATE TABLE line (
    ordinal INTEGER NOT NULL, code TEXT PRIMARY KEY, billable INTEGER NOT NULL,
    short_title TEXT, title TEXT NOT NULL  -- short_title is null where the title is the same
) WITHOUT ROWID;
CREATE TABLE change (
    ordinal INTEGER PRIMARY KEY, action TEXT NOT NULL, code TEXT NOT NULL,
    billable INTEGER NOT NULL, short_title TEXT NOT NULL, title TEXT NOT NULL
);
CREATE INDEX change_code ON change (code);
"""


class OrderLine(NamedTuple):
    """A header or code of the classification. Code files have no headers and no short titles."""

    code: str
    billable: bool
    short_title: str
    title: str


class OrderFile(NamedTuple):
    """An order or code file: its edition, its lines in printed order, its addenda if it has any."""

    edition: Edition
    lines: tuple[OrderLine, ...]
    changes: tuple[Change, ...]

    def billable(self) -> frozenset[str]:
        """The billable codes, with their dots."""
        return frozenset(line.code for line in self.lines if line.billable)


def is_order_file(head: bytes) -> bool:
    """Whether a text begins as an order file of diagnosis codes does."""
    line = _first_line(head)
    found = _ORDER_LINE.fullmatch(line)
    return found is not None and well_formed(found.group(2))


def is_code_file(head: bytes) -> bool:
    """Whether a text begins as a code file of diagnosis codes does."""
    line = _first_line(head)
    found = _CODE_LINE.fullmatch(line)
    return found is not None and len(line) > 8 and line[7] == " " and well_formed(found.group(1))


def is_procedure_file(head: bytes) -> bool:
    """Whether a text is an order file of procedure codes (ICD-10-PCS), which have the same form."""
    found = _ORDER_LINE.fullmatch(_first_line(head))
    return found is not None and not well_formed(found.group(2))


def read_orders(path: Path, effective_from: date | None = None) -> OrderFile:
    """Read an order or code file, alone or in its zip.

    The first day in force is `effective_from` where given; else what the addenda state; else
    1 October of the fiscal year in the official file name. Raises OfficialFileError when the
    file is another one, is damaged, contradicts its own addenda, or states no edition.
    """
    content = read_bytes(path)
    if is_archive(content):
        kind, lines, addenda, stated = _from_archive(path.name, content)
    else:
        kind, lines = _from_text(path.name, content)
        addenda, stated = None, _named_year(path.name)
    start = effective_from or (addenda.effective_from if addenda else stated)
    if start is None:
        raise OfficialFileError(
            path.name, "the file does not say its fiscal year; give the first day it is in force"
        )
    what = "order file" if kind is Kind.ORDER_FILE else "code file"
    edition = Edition(
        kind,
        f"CMS ICD-10-CM {what}",
        edition_name(start),
        start,
        end_of_fiscal_year(start),
        hashlib.sha256(content).hexdigest(),
        path.name,
    )
    return OrderFile(edition, lines, addenda.changes if addenda else ())


def compile_orders(source: Path, target: Path, effective_from: date | None = None) -> Edition:
    """Compile an order or code file to one SQLite file; see `read_orders` for what is refused."""
    found = read_orders(source, effective_from)

    def fill(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO line VALUES (?1, ?2, ?3, nullif(?4, ?5), ?5)",
            _numbered(found.lines),
        )
        connection.executemany(
            "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)", _numbered(found.changes)
        )

    return compile_release(found.edition, target, _TABLES, fill)


def open_orders(path: Path, kind: Kind = Kind.ORDER_FILE) -> OrderFile:
    """The order or code file that was compiled to `path`. Raises OfficialFileError."""
    with opened(path, kind) as (connection, edition):
        lines = connection.execute(
            "SELECT code, billable, ifnull(short_title, title), title FROM line ORDER BY ordinal"
        )
        changes = connection.execute(
            "SELECT action, code, billable, short_title, title FROM change ORDER BY ordinal"
        )
        return OrderFile(
            edition,
            tuple(OrderLine(code, bool(flag), short, title) for code, flag, short, title in lines),
            tuple(Change(act, code, bool(flag), *titles) for act, code, flag, *titles in changes),
        )


def find_line(path: Path, code: str) -> tuple[OrderLine | None, bool | None]:
    """What a compiled order file says of one code, and whether its addenda revised the title.

    `code` has its dot; the second is None where the file has no addenda. Raises OfficialFileError.
    """
    with opened(path, Kind.ORDER_FILE) as (connection, _):
        row = connection.execute(
            "SELECT code, billable, ifnull(short_title, title), title FROM line WHERE code = ?",
            (code,),
        ).fetchone()
        (revised,) = connection.execute(
            "SELECT max(code = ? AND action = 'Revise to') FROM change", (code,)
        ).fetchone()
    line = OrderLine(row[0], bool(row[1]), *row[2:]) if row else None
    return line, None if revised is None else bool(revised)


def _numbered(rows: tuple[tuple[object, ...], ...]) -> Iterator[tuple[object, ...]]:
    return ((number, *row) for number, row in enumerate(rows, start=1))


def _first_line(head: bytes) -> str:
    return head.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8-sig", errors="replace").rstrip()


def _named_year(file_name: str) -> date | None:
    found = _NAMED_YEAR.fullmatch(file_name)
    return date(int(found.group(1)) - 1, 10, 1) if found else None


def _from_text(file_name: str, content: bytes) -> tuple[Kind, tuple[OrderLine, ...]]:
    if is_order_file(content):
        return Kind.ORDER_FILE, _unique(file_name, _order_lines(file_name, content))
    if is_code_file(content):
        return Kind.CODE_FILE, _unique(file_name, _code_lines(file_name, content))
    raise OfficialFileError(file_name, _EXPECTED)


def _from_archive(
    file_name: str, content: bytes
) -> tuple[Kind, tuple[OrderLine, ...], Addenda | None, date | None]:
    files: dict[Kind, tuple[OrderLine, ...]] = {}
    lists: list[Addenda] = []
    stated = None
    found = list(members(file_name, content))
    if any(is_procedure_file(member.head) for member in found):
        raise OfficialFileError(file_name, f"holds procedure codes (ICD-10-PCS); {_EXPECTED}")
    for member in found:
        inside = f"{file_name}, {member.name}"
        if is_addenda(member.head):
            lists.append(read_addenda(inside, decode(inside, member.read())))
        elif is_order_file(member.head) or is_code_file(member.head):
            kind, lines = _from_text(inside, member.read())
            if kind in files:
                raise OfficialFileError(file_name, f"holds two files of the same kind ({kind})")
            files[kind] = lines
            stated = stated or _named_year(member.name)
    if not files:
        raise OfficialFileError(file_name, _EXPECTED)
    _check_agreement(file_name, files, lists)
    kind = Kind.ORDER_FILE if Kind.ORDER_FILE in files else Kind.CODE_FILE
    fullest = max(lists, key=lambda found: found.headers is not None, default=None)
    return kind, files[kind], fullest, stated


def _check_agreement(
    file_name: str, files: dict[Kind, tuple[OrderLine, ...]], lists: list[Addenda]
) -> None:
    """The parts of an official zip state the same codes and counts; a damaged one does not."""
    titles = [
        {line.code: line.title for line in lines if line.billable} for lines in files.values()
    ]
    if len(titles) == 2 and titles[0] != titles[1]:
        raise OfficialFileError(
            file_name, "its order file and code file do not list the same codes"
        )
    for addenda in lists:
        if addenda.codes.after != len(titles[0]):
            raise OfficialFileError(
                file_name,
                f"its addenda count {addenda.codes.after} codes, its files hold {len(titles[0])}",
            )


def _order_lines(file_name: str, content: bytes) -> Iterator[OrderLine]:
    for number, line in enumerate(decode(file_name, content).splitlines(), start=1):
        found = _ORDER_LINE.fullmatch(line.rstrip())
        if found is None or int(found.group(1)) != number or not well_formed(found.group(2)):
            raise OfficialFileError(
                file_name, f"line {number}: expected order number {number:05}, a code and titles"
            )
        _, code, flag, short, title = found.groups()
        yield OrderLine(canonical(code), flag == "1", short.strip(), title)


def _code_lines(file_name: str, content: bytes) -> Iterator[OrderLine]:
    for number, line in enumerate(decode(file_name, content).splitlines(), start=1):
        code, title = line[:7].rstrip(), line[8:].strip()
        if not title or line[7] != " " or not well_formed(code):
            raise OfficialFileError(file_name, f"line {number}: expected a code and its title")
        yield OrderLine(canonical(code), True, "", title)


def _unique(file_name: str, lines: Iterator[OrderLine]) -> tuple[OrderLine, ...]:
    found = tuple(lines)
    if len({line.code for line in found}) != len(found):
        raise OfficialFileError(file_name, "the same code stands on two lines: the file is damaged")
    return found
