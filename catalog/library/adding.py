"""Taking official files into the library: recognised by content, compiled, put in place.

An archive of several official files is taken file by file; all are compiled before the first is
put in place, so that a refusal leaves the library as it was.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.build import build_tabular, with_extensions
from catalog.coverage.build import compile_coverage
from catalog.coverage.tables import download
from catalog.index import official_file as index_file
from catalog.index import tables_file
from catalog.index.build import Edition, compile_index, compile_table
from catalog.index.entries import IndexFileError
from catalog.library.archives import is_archive, members
from catalog.library.installed import (
    Installed,
    NotTaken,
    Origin,
    ReleaseRefused,
    put,
)
from catalog.library.listing import read_listing
from catalog.library.official import NotReadHere, OfficialFileError, read_bytes
from catalog.library.recognition import compile_official
from catalog.library.workshop import workshop
from catalog.lookup import Catalog
from catalog.release import FORMAT, end_of_fiscal_year, tabular_release
from catalog.sources import sha256
from catalog.tabular.window import window_of
from catalog.tabular.xml import TabularError, read_tabular

_HEAD = 65536
_VERSION = re.compile(rb"<version>\s*(\d{4})\s*</version>")
_TABULAR = b"<ICD10CM.tabular"


class Dates(NamedTuple):
    """What the user says of a file that does not say it: first and last day in force."""

    effective_from: date | None = None
    effective_to: date | None = None


_UNSAID = Dates()


def add(
    source: Path,
    catalog: Catalog,
    folder: Path | None = None,
    dates: Dates = _UNSAID,
    origin: str = "",
) -> tuple[Installed, ...]:
    """Take an official file, or an archive of them, into the library.

    `origin` says where the file was had from, if not from the user's disk. Raises ReleaseRefused,
    naming the file and the reason, and leaves the library as it was.
    """
    with workshop(folder) as scratch:
        digest = _digest(source)
        if dates == _UNSAID:
            dates = listed_dates(digest)
        compiled = compile_into(Path(scratch), source, catalog, dates)
        return put(compiled, folder, Origin(origin, digest))


def compile_into(
    scratch: Path, source: Path, catalog: Catalog, dates: Dates = _UNSAID
) -> list[Path]:
    """Compile an official file, or each in an archive, to files in the folder `scratch`.

    Raises NotTaken when the file is of a kind that is not read here, and ReleaseRefused.
    """
    try:
        return _compile(source, scratch, catalog, dates)
    except NotReadHere as error:
        raise NotTaken(str(error)) from error
    except (OfficialFileError, IndexFileError, TabularError) as error:
        raise ReleaseRefused(str(error)) from error


def listed_dates(digest: str) -> Dates:
    """When the file of this SHA-256 is in force, if it is in the listing of official files."""
    listed = read_listing().by_sha256(digest)
    return Dates(listed.effective_from) if listed else _UNSAID


def _digest(source: Path) -> str:
    try:
        return sha256(source)
    except OSError as error:
        raise ReleaseRefused(f"{source.name}: cannot be read: {error.strerror}") from error


def _compile(source: Path, scratch: Path, catalog: Catalog, dates: Dates) -> list[Path]:
    content = read_bytes(source)
    if is_archive(content):
        inside = [
            member
            for member in members(source.name, content, _HEAD)
            if _is_tabular(member.head) or _is_index(member.head) or _is_table(member.head)
        ]
        if inside:
            found = []
            for number, member in enumerate(inside):
                unpacked = scratch / f"{number}" / Path(member.name).name
                unpacked.parent.mkdir()
                unpacked.write_bytes(member.read())
                found += _compile(unpacked, unpacked.parent, catalog, dates)
            return found
        if (coverage := download(source.name, content)) is not None:
            target = scratch / "compiled.sqlite"
            compile_coverage(coverage, source, target)
            return [target]
    target = scratch / "compiled.sqlite"
    head = content[:_HEAD]
    if _is_tabular(head):
        _compile_tabular(source, head, target, catalog, dates)
    elif _is_index(head):
        compile_index(source, target, _edition(dates))
    elif _is_table(head):
        compile_table(source, target, _edition(dates))
    else:
        compile_official(source, target, dates.effective_from)
    return [target]


def _is_tabular(head: bytes) -> bool:
    return _TABULAR in head[:4096]


def _is_index(head: bytes) -> bool:
    return index_file.recognise(head) is not None


def _is_table(head: bytes) -> bool:
    return tables_file.recognise(head) is not None


def _edition(dates: Dates) -> Edition | None:
    if dates.effective_from is None:
        return None
    last = dates.effective_to or end_of_fiscal_year(dates.effective_from)
    return Edition(last.year, dates.effective_from, last)


def _compile_tabular(
    source: Path, head: bytes, target: Path, catalog: Catalog, dates: Dates
) -> None:
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise TabularError(f"{source.name}: declares entities, as no official file does")
    stated = _VERSION.search(head)
    if stated is None:
        raise TabularError(f"{source.name}: states no <version>; expected the fiscal year there")
    entries = list(read_tabular(source))
    year = int(stated.group(1))
    billable = (entry.code for entry in with_extensions(entries) if entry.leaf)
    window = _said(dates) or _named(source, window_of(billable, year, catalog))
    if window is None:
        raise TabularError(
            f"{source.name}: on no day of FY{year} are its codes the billable ones; the file is "
            "damaged, or give the days it is in force with --effective-from and --effective-to"
        )
    start, end = window
    build_tabular(
        entries,
        {
            "kind": "tabular",
            "format": str(FORMAT),
            "name": f"ICD-10-CM Tabular List, {start:%B %Y}",
            "edition": str(year),
            "effective_from": start.isoformat(),
            "effective_to": end.isoformat(),
            "sha256": sha256(source),
            "source": source.name,
        },
        target,
    )


def _named(source: Path, window: tuple[date, date] | None) -> tuple[date, date] | None:
    """The window, begun later where the file's name states a release within it.

    A release may change notes and no code; then its codes fit from the release before it on.
    """
    try:
        named = tabular_release(source.name, "").effective_from
    except ValueError:
        return window
    return (named, window[1]) if window and window[0] <= named <= window[1] else window


def _said(dates: Dates) -> tuple[date, date] | None:
    if dates.effective_from is None:
        return None
    return dates.effective_from, dates.effective_to or end_of_fiscal_year(dates.effective_from)
