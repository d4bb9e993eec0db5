"""A list of changes from one fiscal year's order file to the next, as comma-separated text.

Not an official form: it serves where the next order file is not to be had. Columns: change
(`added`, `deleted`, `flag`, `title`), code, and for both years the billable flag and long title;
the column names state the years.
"""

from __future__ import annotations

import csv
import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.code_sets.orders import OrderLine
from catalog.codes import canonical, well_formed
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

_HEADING = re.compile(
    r"change,code,billable_(20\d\d),billable_(20\d\d),long_title_(20\d\d),long_title_(20\d\d)"
)
_CHANGES = {"added", "deleted", "flag", "title"}

_TABLES = """
CREATE TABLE listed (
    ordinal INTEGER PRIMARY KEY, change TEXT NOT NULL, code TEXT NOT NULL,
    old_flag TEXT NOT NULL, new_flag TEXT NOT NULL,
    old_title TEXT NOT NULL, new_title TEXT NOT NULL
);
"""


class ListedChange(NamedTuple):
    """A change of one code or header; `before` and `after` are None where it does not exist."""

    change: str
    code: str
    before: OrderLine | None
    after: OrderLine | None


class ChangeList(NamedTuple):
    """A change list: the edition it leads to, and its changes in order."""

    edition: Edition
    changes: tuple[ListedChange, ...]

    def apply(self, lines: Iterable[OrderLine]) -> tuple[OrderLine, ...]:
        """The lines of the next edition's order file, in code order, without short titles for
        what is new. Raises OfficialFileError when a change does not fit the lines."""
        held = {line.code: line for line in lines}
        for change in self.changes:
            found = held.pop(change.code, None)
            if not _fits(change.before, found):
                raise OfficialFileError(
                    self.edition.source, f"{change.code}: the order file does not stand as listed"
                )
            if change.after is not None:
                held[change.code] = change.after
        return tuple(sorted(held.values()))


def is_change_list(head: bytes) -> bool:
    """Whether a text begins as a change list does."""
    first = head.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace").strip()
    return _HEADING.fullmatch(first) is not None


def read_change_list(path: Path, effective_from: date | None = None) -> ChangeList:
    """Read a change list. Raises OfficialFileError on another or a damaged file."""
    content = read_bytes(path)
    if not is_change_list(content):
        raise OfficialFileError(path.name, "expected a list of order file changes, as CSV")
    lines = decode(path.name, content).splitlines()
    heading = _HEADING.fullmatch(lines[0].strip())
    assert heading is not None  # the file was recognised by it
    start = effective_from or date(int(heading.group(2)) - 1, 10, 1)
    edition = Edition(
        Kind.CHANGE_LIST,
        "List of order file changes",
        edition_name(start),
        start,
        end_of_fiscal_year(start),
        hashlib.sha256(content).hexdigest(),
        path.name,
    )
    return ChangeList(edition, tuple(_changes(path.name, _rows(path.name, lines[1:]))))


def compile_change_list(source: Path, target: Path, effective_from: date | None = None) -> Edition:
    """Compile a change list to one SQLite file."""
    found = read_change_list(source, effective_from)

    def fill(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(number, listed.change, listed.code),
                    *(_flag(listed.before), _flag(listed.after)),
                    *(_title(listed.before), _title(listed.after)),
                )
                for number, listed in enumerate(found.changes, start=1)
            ),
        )

    return compile_release(found.edition, target, _TABLES, fill)


def open_change_list(path: Path) -> ChangeList:
    """The change list that was compiled to `path`. Raises OfficialFileError."""
    with opened(path, Kind.CHANGE_LIST) as (connection, edition):
        rows = connection.execute(
            "SELECT change, code, old_flag, new_flag, old_title, new_title FROM listed "
            "ORDER BY ordinal"
        )
        return ChangeList(edition, tuple(_changes(path.name, rows)))


def _rows(file_name: str, lines: list[str]) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, strict=True)
    except csv.Error as error:
        raise OfficialFileError(file_name, f"expected comma-separated text: {error}") from error


def _changes(file_name: str, rows: Iterable[Sequence[str]]) -> Iterator[ListedChange]:
    for number, row in enumerate(rows, start=2):
        if len(row) != 6 or row[0] not in _CHANGES or not well_formed(row[1]):
            raise OfficialFileError(
                file_name, f"line {number}: expected a change, a code, two flags and two titles"
            )
        change, code, old_flag, new_flag, old_title, new_title = row
        before = _line(file_name, number, code, old_flag, old_title)
        after = _line(file_name, number, code, new_flag, new_title)
        if (before is None) != (change == "added") or (after is None) != (change == "deleted"):
            raise OfficialFileError(file_name, f"line {number}: the flags do not say {change}")
        yield ListedChange(change, canonical(code), before, after)


def _line(file_name: str, number: int, code: str, flag: str, title: str) -> OrderLine | None:
    if flag not in {"", "0", "1"} or bool(flag) != bool(title):
        raise OfficialFileError(file_name, f"line {number}: expected 0 or 1 and the long title")
    return OrderLine(canonical(code), flag == "1", "", title) if flag else None


def _flag(line: OrderLine | None) -> str:
    return "" if line is None else str(int(line.billable))


def _title(line: OrderLine | None) -> str:
    return "" if line is None else line.title


def _fits(listed: OrderLine | None, held: OrderLine | None) -> bool:
    if listed is None or held is None:
        return listed is held
    return listed.billable == held.billable and listed.title == held.title
