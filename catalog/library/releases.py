"""The releases of the user's library, opened when a date asks for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.release import Release
from catalog.tabular.tabular_list import TabularList

if TYPE_CHECKING:
    from catalog.code_sets.conversion_tables import ConversionTable
    from catalog.coverage.articles import Articles
    from catalog.guidelines.book import GuidelineBook
    from catalog.index.lookup import AlphabeticIndex
    from catalog.index.tables_lookup import DrugTable, NeoplasmTable
    from catalog.library.installed import Installed
    from catalog.ncci.at_hand import Ncci

#: Gives the billable codes below a code that an index prints with a dash.
Completion = Callable[[str], Sequence[str]]


class Releases:
    """What the library holds, each file opened once. Nothing is read before it is asked for."""

    def __init__(self, folder: Path | None, hidden: frozenset[str] = frozenset()) -> None:
        self._folder = folder
        self._hidden = hidden
        self._installed: tuple[Installed, ...] | None = None
        self._connections: list[sqlite3.Connection] = []
        self._tabulars: dict[Path, TabularList] = {}
        self._indexes: dict[Path, sqlite3.Connection] = {}
        self._books: dict[Path, GuidelineBook] = {}
        self._conversions: dict[Path, ConversionTable] = {}
        self._exempt: dict[Path, frozenset[str]] = {}
        self._in_reach: dict[tuple[str, date], Installed | None] = {}
        self._ncci: Ncci | None = None
        self._articles: dict[Path, Articles] = {}

    def close(self) -> None:
        """Close what was opened."""
        for book in self._books.values():
            book.close()
        for articles in self._articles.values():
            articles.close()
        for connection in self._connections:
            connection.close()
        if self._ncci is not None:
            self._ncci.close()

    def at_hand(self, kind: str) -> tuple[Installed, ...]:
        """The library's releases of a kind, by date; none of a kind that is hidden."""
        if kind in self._hidden:
            return ()
        if self._installed is None:
            from catalog.library.installed import installed

            self._installed = installed(self._folder)
        return tuple(release for release in self._installed if release.kind == kind)

    def in_reach(self, kind: str, day: date) -> Installed | None:
        """The release of a kind in force on the day, else the nearest; None without any."""
        if (kind, day) not in self._in_reach:
            from catalog.library.installed import nearest

            self._in_reach[kind, day] = nearest(self.at_hand(kind), day)
        return self._in_reach[kind, day]

    def tabular(self, day: date, shipped: TabularList) -> TabularList:
        """The library's release in force on the day, else the nearest, the shipped one included."""
        found = self.in_reach("tabular", day)
        if found is None:
            return shipped
        if not found.in_force(day) and _days(shipped.release, day) <= _days(_release(found), day):
            return shipped
        if found.path not in self._tabulars:
            self._tabulars[found.path] = TabularList(self._open(found.path), _release(found))
        return self._tabulars[found.path]

    def index(self, kind: str, day: date, complete: Completion) -> AlphabeticIndex | None:
        """The index of a kind for the day, its dashes completed by `complete`."""
        connection = self._compiled(kind, day)
        if connection is None:
            return None
        from catalog.index.lookup import AlphabeticIndex

        return AlphabeticIndex(connection, complete)

    def neoplasms(self, day: date, complete: Completion) -> NeoplasmTable | None:
        """The Table of Neoplasms for the day."""
        connection = self._compiled("neoplasm", day)
        if connection is None:
            return None
        from catalog.index.tables_lookup import NeoplasmTable

        return NeoplasmTable(connection, complete)

    def drugs(self, day: date, complete: Completion) -> DrugTable | None:
        """The Table of Drugs and Chemicals for the day."""
        connection = self._compiled("drug", day)
        if connection is None:
            return None
        from catalog.index.tables_lookup import DrugTable

        return DrugTable(connection, complete)

    def _compiled(self, kind: str, day: date) -> sqlite3.Connection | None:
        """A connection to the index or table of a kind for the day."""
        found = self.in_reach(kind, day)
        if found is None:
            return None
        if found.path not in self._indexes:
            from catalog.index.store import connect

            self._indexes[found.path] = connect(found.path)
            self._connections.append(self._indexes[found.path])
        return self._indexes[found.path]

    def guidelines(self, day: date) -> GuidelineBook | None:
        """The Official Guidelines for the day."""
        found = self.in_reach("guidelines", day)
        if found is None:
            return None
        if found.path not in self._books:
            from catalog.guidelines.book import GuidelineBook

            self._books[found.path] = GuidelineBook.open(found.path)
        return self._books[found.path]

    def conversion_table(self, day: date) -> ConversionTable | None:
        """The conversion table for the day."""
        found = self.in_reach("conversion_table", day)
        if found is None:
            return None
        if found.path not in self._conversions:
            from catalog.code_sets.conversion_tables import open_conversion_table

            self._conversions[found.path] = open_conversion_table(found.path)
        return self._conversions[found.path]

    def poa_exempt(self, day: date) -> frozenset[str] | None:
        """The codes exempt from POA reporting on the day; None without the list in force."""
        found = self.in_reach("poa_exempt", day)
        if found is None or not found.in_force(day):
            return None
        if found.path not in self._exempt:
            from catalog.code_sets.poa_exempt import open_poa_exempt

            self._exempt[found.path] = open_poa_exempt(found.path).codes()
        return self._exempt[found.path]

    @property
    def ncci(self) -> Ncci:
        """The quarterly files of the National Correct Coding Initiative."""
        if self._ncci is None:
            from catalog.ncci.at_hand import Ncci

            self._ncci = Ncci(self.at_hand("ncci_ptp"), self.at_hand("ncci_mue"))
        return self._ncci

    def coverage(self, day: date) -> Articles | None:
        """The coverage articles; each has dates of its own, so that one download is for any day."""
        found = self.in_reach("coverage", day)
        if found is None:
            return None
        if found.path not in self._articles:
            from catalog.coverage.articles import Articles

            self._articles[found.path] = Articles(found.path)
        return self._articles[found.path]

    def quarterly(self, day: date) -> tuple[Installed, ...]:
        """The NCCI files for the day, of every service: all parts of the quarter in reach."""
        found: list[Installed] = []
        for kind in ("ncci_ptp", "ncci_mue"):
            nearest = self.in_reach(kind, day)
            if nearest is not None:
                start = nearest.effective_from
                found += [r for r in self.at_hand(kind) if r.effective_from == start]
        return tuple(found)

    def _open(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
        )
        self._connections.append(connection)
        return connection


def _release(found: Installed) -> Release:
    return Release(found.name, found.effective_from, found.effective_to, found.sha256)


def _days(release: Release, day: date) -> int:
    """Days between the release's time and the day; 0 within it."""
    if day < release.effective_from:
        return (release.effective_from - day).days
    return max(0, (day - (release.effective_to or day)).days)
