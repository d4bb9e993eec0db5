"""Look-ups in the compiled catalog: a code, its place, its notes, its validity on a date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.codes import canonical, compact, well_formed
from catalog.conversions import nearest_by_shape, predecessors, successors
from catalog.entries import (
    CodeState,
    CodeStatus,
    Conflict,
    Entry,
    Note,
    Reference,
    SeventhCharacters,
)
from catalog.library.releases import Releases
from catalog.release import OPEN_END, Release
from catalog.store import connect
from catalog.tabular.attributes import Attributes
from catalog.tabular.tabular_list import TabularList

if TYPE_CHECKING:
    from catalog.guidelines.book import GuidelineBook
    from catalog.index.lookup import AlphabeticIndex
    from catalog.index.tables_lookup import DrugTable, NeoplasmTable
    from catalog.library.parts import Part
    from catalog.procedures import Procedures
    from catalog.search import Candidate
    from catalog.tabular.notes import CodeRange


class Catalog:
    """The compiled catalog. Cheap to open; every answer is a query, and views keep what they read.

    >>> with Catalog.open() as catalog:
    ...     catalog.on(date(2026, 5, 1)).status("M54.5").replacements
    ('M54.50', 'M54.51', 'M54.59')
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        library: Path | None = None,
        *,
        index: bool = True,
        semantic: bool = False,
    ) -> None:
        self._connection = connection
        self.semantic = semantic
        self.releases = Releases(library, frozenset() if index else frozenset(["index"]))
        self._views: dict[date, CatalogView] = {}
        #: When codes were billable, as views read it: the table is one for all dates.
        self.validity: dict[str, tuple[tuple[str, str, frozenset[str]], ...]] = {}
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        self.tabular_list = TabularList(connection, _release(meta["tabular"]))
        self.tabular = self.tabular_list.release
        self.editor = _release(meta["editor"])

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        library: Path | None = None,
        *,
        index: bool = True,
        semantic: bool = False,
    ) -> Catalog:
        """Open the catalog of `folder` (default: the user's cache), compiling it if need be.

        `library` is the folder of the releases that the user has added (default: the user's).
        Without `index` there is no Alphabetic Index, so that its worth can be measured. With
        `semantic` searches go by meaning too; see catalog.search.semantic.
        """
        return cls(connect(folder), library, index=index, semantic=semantic)

    def close(self) -> None:
        """Close the catalog and every release opened through it."""
        self.releases.close()
        self._connection.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def on(self, day: date) -> CatalogView:
        """The catalog as of a date of service."""
        if day not in self._views:
            self._views[day] = CatalogView(self, day)
        return self._views[day]

    @cached_property
    def procedures(self) -> Procedures:
        """ICD-10-PCS codes, read from the Medicare Code Editor's file when first asked for."""
        from catalog.procedures import Procedures
        from catalog.sources import locate

        return Procedures(locate().editor)

    def tabular_on(self, day: date) -> TabularList:
        """The Tabular release in force on the day, else the nearest at hand."""
        if self.tabular.in_force(day):
            return self.tabular_list
        return self.releases.tabular(day, self.tabular_list)

    def index_on(self, day: date) -> AlphabeticIndex | None:
        """The Alphabetic Index in force on the day, else the nearest; None without any."""
        return self.releases.index("index", day, self.on(day).billable_below)

    def external_causes_on(self, day: date) -> AlphabeticIndex | None:
        """The external cause index in force on the day, else the nearest; None without any."""
        return self.releases.index("external_index", day, self.on(day).billable_below)

    def neoplasms_on(self, day: date) -> NeoplasmTable | None:
        """The Table of Neoplasms in force on the day, else the nearest; None without any."""
        return self.releases.neoplasms(day, self.on(day).billable_below)

    def drugs_on(self, day: date) -> DrugTable | None:
        """The Table of Drugs and Chemicals in force on the day, else the nearest; or None."""
        return self.releases.drugs(day, self.on(day).billable_below)

    def guidelines_on(self, day: date) -> GuidelineBook | None:
        """The Official Guidelines in force on the day, else the nearest; None without any."""
        return self.releases.guidelines(day)

    def query(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        """Rows of a read-only query, for this package's own modules."""
        return self._connection.execute(sql, values).fetchall()


class CatalogView:
    """The catalog on one date. Answers are kept, since claims ask for the same codes again."""

    def __init__(self, catalog: Catalog, day: date) -> None:
        self.catalog = catalog
        self.date = day
        self._day = day.isoformat()
        self.tabular_list = catalog.tabular_on(day)
        self._validity = catalog.validity
        self._status: dict[str, CodeStatus] = {}
        self._billable: dict[str, bool] = {}
        self._flags: dict[str, frozenset[str]] = {}
        self._frames: dict[str, tuple[str, ...]] = {}
        self._ages: dict[str, tuple[int, int] | None] = {}
        #: What others work out for the date and keep here, by a key of theirs.
        self.kept: dict[Any, Any] = {}

    @property
    def tabular_in_force(self) -> bool:
        """Whether the Tabular List in hand is the release in force on the date."""
        return self.tabular_list.release.in_force(self.date)

    def release_notice(self) -> str | None:
        """What to know where titles, notes or validity are not those in force; else None."""
        if self.tabular_in_force and self.catalog.editor.in_force(self.date):
            return None
        from catalog.library.parts import release_notice

        return release_notice(self)

    def in_force(self) -> tuple[Part, ...]:
        """Every part of the catalog on the date: its release, and how far it holds.

        Reads what the library holds, which nothing does before it is asked for.
        """
        return self._parts

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        from catalog.library.parts import parts_of

        return parts_of(self)

    def library_notices(self) -> tuple[str, ...]:
        """What is lost on the date because the library has a neighbour of a part, or none."""
        return self._notices

    @cached_property
    def _notices(self) -> tuple[str, ...]:
        from catalog.library.parts import library_notices

        return library_notices(self)

    # The Tabular List

    def entry(self, code: str) -> Entry | None:
        """The entry in the Tabular List in hand, or None. Blocks and chapters are found too."""
        return self.tabular_list.entry(code)

    def title(self, code: str) -> str:
        """The official title, or an empty string when the release in hand has no such code."""
        entry = self.tabular_list.entry(code)
        return entry.title if entry else ""

    def ancestors(self, code: str) -> tuple[Entry, ...]:
        """Entries above the code, nearest first, up to the chapter."""
        return self.tabular_list.ancestors(code)

    def children(self, code: str) -> tuple[Entry, ...]:
        """Entries directly below, in printed order."""
        return self.tabular_list.children(code)

    def siblings(self, code: str) -> tuple[Entry, ...]:
        """The other entries under the same parent."""
        return self.tabular_list.siblings(code)

    def notes(
        self, code: str, kind: str | None = None, *, inherited: bool = True
    ) -> tuple[Note, ...]:
        """Own notes first, then those of subcategory, category, block and chapter."""
        return self.tabular_list.notes(code, kind, inherited=inherited)

    def references(self, code: str, kind: str) -> tuple[Reference, ...]:
        """The code ranges named by own and inherited notes of a kind."""
        return self.tabular_list.references(code, kind)

    def seventh_characters(self, code: str) -> SeventhCharacters | None:
        """The 7th characters defined at the code or nearest above it, or None."""
        return self.tabular_list.seventh_characters(code)

    def excludes1(self, first: str, second: str) -> Conflict | None:
        """The Excludes1 note, own or inherited by either code, that forbids the pair; or None."""
        return self.tabular_list.excludes1(first, second)

    def excludes1_pairs(self, codes: Sequence[str]) -> dict[tuple[str, str], Conflict]:
        """Every pair of the codes that an Excludes1 note forbids, in their order, with the note."""
        return self.tabular_list.excludes1_pairs(codes)

    def attributes(self, code: str) -> Attributes | None:
        """Side, site and frame of a code's title; None for headers and codes not at hand."""
        return self.tabular_list.attributes(code)

    def variants(self, code: str) -> tuple[str, ...]:
        """Codes billable on the date that name the same condition at any side or site."""
        attributes = self.attributes(code)
        if attributes is None or not attributes.frame:
            return ()
        return self.of_frame(attributes.frame)

    def of_frame(self, frame: str) -> tuple[str, ...]:
        """Codes billable on the date whose titles have the frame, in code order."""
        if frame not in self._frames:
            same = self.tabular_list.of_frame(frame)
            self._frames[frame] = tuple(code for code in same if self.is_billable(code))
        return self._frames[frame]

    # Words to codes

    @cached_property
    def index(self) -> AlphabeticIndex | None:
        """The Alphabetic Index in force on the date, else the nearest; None without any."""
        return self.catalog.index_on(self.date)

    def search(
        self,
        words: str,
        limit: int = 10,
        *,
        within: CodeRange | None = None,
        billable: bool = False,
    ) -> tuple[Candidate, ...]:
        """Codes that the words may mean, best first; see catalog.search."""
        from catalog.search import search

        return search(self, words, limit, within=within, billable=billable)

    # Dated validity

    def status(self, code: str) -> CodeStatus:
        """What the code is on the date, with billable replacements where it is not billable."""
        if code not in self._status:
            self._status[code] = self._find_status(canonical(code))
        return self._status[code]

    def is_billable(self, code: str) -> bool:
        """Whether the code is billable on the date, by the Medicare Code Editor's dated table."""
        known = self._billable.get(code)
        if known is None:
            known = any(start <= self._day <= end for start, end, _ in self._periods(code))
            self._billable[code] = known
        return known

    def flags(self, code: str) -> frozenset[str]:
        """The editor's flags on the date: `unacceptable`, `ecodepdx`, `manifestation`, `adult`."""
        known = self._flags.get(code)
        if known is None:
            periods = self._periods(code)
            current = (flags for start, end, flags in periods if start <= self._day <= end)
            known = self._flags[code] = next(current, frozenset())
        return known

    def poa_exempt(self, code: str) -> bool | None:
        """Whether the code is exempt from POA reporting; None when no list in force is at hand."""
        exempt = self.catalog.releases.poa_exempt(self.date)
        return None if exempt is None else canonical(code) in exempt

    def age_range(self, flag: str) -> tuple[int, int] | None:
        """Ages in years that pass the editor's age edit `flag` on the date, or None."""
        if flag not in self._ages:
            rows = self.catalog.query(
                "SELECT low, high FROM age WHERE flag = ? AND start <= ? AND end >= ?",
                flag,
                self._day,
                self._day,
            )
            self._ages[flag] = (int(rows[0][0]), int(rows[0][1])) if rows else None
        return self._ages[flag]

    def has_billable_below(self, code: str) -> bool:
        """Whether any code below this one is billable on the date."""
        bare = compact(code)
        return bool(
            self.catalog.query(
                "SELECT 1 FROM validity WHERE code > ? AND code < ? AND start <= ? AND end >= ? "
                "LIMIT 1",
                bare,
                bare + "~",
                self._day,
                self._day,
            )
        )

    def billable_below(self, code: str) -> tuple[str, ...]:
        """Billable codes on the date whose form begins with the code's, itself left out."""
        bare = compact(code)
        return tuple(
            canonical(row[0])
            for row in self.catalog.query(
                "SELECT DISTINCT code FROM validity WHERE code > ? AND code < ? "
                "AND start <= ? AND end >= ? ORDER BY code",
                bare,
                bare + "~",
                self._day,
                self._day,
            )
        )

    def all_billable(self) -> Iterator[str]:
        """Every billable code in force on the date, in code order."""
        for (code,) in self.catalog.query(
            "SELECT DISTINCT code FROM validity WHERE start <= ? AND end >= ? ORDER BY code",
            self._day,
            self._day,
        ):
            yield canonical(code)

    def nearest_by_shape(self, code: str, limit: int = 8) -> tuple[str, ...]:
        """Billable codes one character away, then those that share the longest beginning."""
        return nearest_by_shape(self, code, limit)

    def _periods(self, code: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
        if code not in self._validity:
            self._validity[code] = tuple(
                (start, end, frozenset(flags.split()))
                for start, end, flags in self.catalog.query(
                    "SELECT start, end, flags FROM validity WHERE code = ? ORDER BY start",
                    compact(code),
                )
            )
        return self._validity[code]

    def _find_status(self, code: str) -> CodeStatus:
        title = self.title(code)
        periods = self._periods(code)
        current = next((p for p in periods if p[0] <= self._day <= p[1]), None)
        if current is not None:
            first, last = periods[0][0], periods[-1][1]
            return CodeStatus(code, CodeState.BILLABLE, title, (), _day(first), _day(last))
        below = self.billable_below(code) if well_formed(code) else ()
        if below:
            last_day = _day(periods[-1][1]) if periods else None
            return CodeStatus(code, CodeState.HEADER, title, below, None, last_day)
        if periods and periods[0][0] > self._day:
            before = predecessors(self, code)
            return CodeStatus(code, CodeState.NOT_YET, title, before, _day(periods[0][0]))
        if periods:
            began, ended = _day(periods[0][0]), _day(periods[-1][1])
            replacements, source = successors(self, code, ended)
            return CodeStatus(code, CodeState.DELETED, title, replacements, began, ended, source)
        state = CodeState.UNKNOWN if well_formed(code) else CodeState.MALFORMED
        near = self.nearest_by_shape(code) if state is CodeState.UNKNOWN else ()
        return CodeStatus(code, state, title, near)


def _release(value: str) -> Release:
    name, start, end, digest = json.loads(value)
    return Release(name, date.fromisoformat(start), _day(end), digest)


def _day(text: str) -> date | None:
    return None if text == OPEN_END else date.fromisoformat(text)
