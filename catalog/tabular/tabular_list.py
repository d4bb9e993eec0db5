"""One release of the Tabular List, compiled: entries, notes, 7th characters, sides and sites.

Nothing here depends on a date, so what is read once is kept for every date the release serves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from catalog.codes import canonical
from catalog.entries import Conflict, Entry, Note, Reference, SeventhCharacters
from catalog.release import Release
from catalog.tabular.attributes import Attributes
from catalog.tabular.code_range import CodeRange
from catalog.tabular.exclusions import Exclusions, Sides, apart

#: Answers kept (Excludes notes by code, counts by words) before starting afresh.
_MOST_KEPT = 200_000


class TabularList:
    """A compiled Tabular release. Codes may be given with or without dot."""

    def __init__(self, connection: sqlite3.Connection, release: Release) -> None:
        self.release = release
        self._connection = connection
        self._entries: dict[str, Entry | None] = {}
        self._ancestors: dict[str, tuple[Entry, ...]] = {}
        self._children: dict[str, tuple[Entry, ...]] = {}
        self._notes: dict[str, tuple[Note, ...]] = {}
        self._references: dict[tuple[str, str], tuple[Reference, ...]] = {}
        self._attributes: dict[str, Attributes | None] = {}
        self._frames: dict[str, tuple[str, ...]] = {}
        self._sevenths: dict[str, SeventhCharacters | None] = {}
        self._exclusions: dict[str, Exclusions] = {}
        self._sides: dict[tuple[str, str], Sides] = {}

    def query(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        """Rows of a read-only query, for this package's own modules."""
        return self._connection.execute(sql, values).fetchall()

    def entry(self, code: str) -> Entry | None:
        """The entry, or None. Blocks (`M50-M54`) and chapters (`CH13`) are found too."""
        if code not in self._entries:
            rows = self.query(
                "SELECT code, title, kind, parent, billable FROM entry WHERE code IN (?, ?)",
                code,
                canonical(code),
            )
            self._entries[code] = _entry(rows[0]) if rows else None
        return self._entries[code]

    def ancestors(self, code: str) -> tuple[Entry, ...]:
        """Entries above the code, nearest first, up to the chapter."""
        if code not in self._ancestors:
            above: list[Entry] = []
            entry = self.entry(code)
            while entry and entry.parent and (entry := self.entry(entry.parent)):
                above.append(entry)
            self._ancestors[code] = tuple(above)
        return self._ancestors[code]

    def children(self, code: str) -> tuple[Entry, ...]:
        """Entries directly below, in printed order."""
        if code not in self._children:
            self._children[code] = tuple(
                _entry(row)
                for row in self.query(
                    "SELECT code, title, kind, parent, billable FROM entry WHERE parent = ? "
                    "ORDER BY ordinal",
                    code,
                )
            )
        return self._children[code]

    def siblings(self, code: str) -> tuple[Entry, ...]:
        """The other entries under the same parent."""
        entry = self.entry(code)
        if entry is None or entry.parent is None:
            return ()
        return tuple(other for other in self.children(entry.parent) if other.code != entry.code)

    def notes(
        self, code: str, kind: str | None = None, *, inherited: bool = True
    ) -> tuple[Note, ...]:
        """Own notes first, then those of subcategory, category, block and chapter."""
        owners = self._line(code) if inherited else [code]
        return tuple(
            note
            for owner in owners
            for note in self._own_notes(owner)
            if kind is None or note.kind == kind
        )

    def references(self, code: str, kind: str) -> tuple[Reference, ...]:
        """The code ranges named by own and inherited notes of a kind."""
        if (code, kind) not in self._references:
            self._references[code, kind] = tuple(
                Reference(Note(owner, kind, text), CodeRange(low, high, narrowed))
                for owner in self._line(code)
                for text, low, high, narrowed in self.query(
                    "SELECT note.text, low, high, narrowed FROM reference "
                    "JOIN note ON note.id = reference.note "
                    "WHERE reference.owner = ? AND reference.kind = ? ORDER BY reference.rowid",
                    owner,
                    kind,
                )
            )
        return self._references[code, kind]

    def seventh_characters(self, code: str) -> SeventhCharacters | None:
        """The 7th characters defined at the code or nearest above it, or None.

        Those that a note bars from the code, as at S06.1X7, are left out.
        """
        if code not in self._sevenths:
            self._sevenths[code] = self._find_sevenths(code)
        return self._sevenths[code]

    def _find_sevenths(self, code: str) -> SeventhCharacters | None:
        for owner in self._line(code):
            options = self.query(
                "SELECT character, meaning FROM seventh WHERE owner = ? ORDER BY ordinal", owner
            )
            if options:
                taken = {b.code[-1] for b in self.children(code) if b.kind == "extension"}
                kept = tuple((row[0], row[1]) for row in options if row[0] in taken or not taken)
                return SeventhCharacters(owner, kept)
        return None

    def excludes1(self, first: str, second: str) -> Conflict | None:
        """The Excludes1 note, own or inherited by either code, that forbids the pair; or None."""
        one, other = self.sides(first, "excludes1"), self.sides(second, "excludes1")
        if numbers := one.carried & other.named:
            return self._conflict(first, second, numbers)
        if numbers := other.carried & one.named:
            return self._conflict(second, first, numbers)
        return None

    def excludes1_pairs(self, codes: Sequence[str]) -> dict[tuple[str, str], Conflict]:
        """Every pair of the codes that an Excludes1 note forbids, in their order, with the note."""
        pairs = apart([self.sides(code, "excludes1") for code in codes])
        return {
            (codes[one], codes[other]): conflict
            for one, other in pairs
            if (conflict := self.excludes1(codes[one], codes[other])) is not None
        }

    def exclusions(self, kind: str) -> Exclusions:
        """The notes of a kind, `excludes1` or `excludes2`, ready to compare codes by."""
        if kind not in self._exclusions:
            self._exclusions[kind] = Exclusions(
                Reference(Note(owner, kind, text), CodeRange(low, high, narrowed))
                for owner, text, low, high, narrowed in self.query(
                    "SELECT note.owner, note.text, low, high, narrowed FROM reference "
                    "JOIN note ON note.id = reference.note "
                    "WHERE reference.kind = ? ORDER BY reference.rowid",
                    kind,
                )
            )
        return self._exclusions[kind]

    def sides(self, code: str, kind: str) -> Sides:
        """What a code's notes of a kind name, and which of them name the code."""
        known = self._sides.get((kind, code))
        if known is None:
            if len(self._sides) > _MOST_KEPT:
                self._sides.clear()
            known = self.exclusions(kind).sides(code, self._line(code))
            self._sides[kind, code] = known
        return known

    def _conflict(self, code: str, excluded: str, numbers: frozenset[int]) -> Conflict:
        found = self.exclusions("excludes1").nearest(numbers, self._line(code))
        return Conflict(found.note, code, excluded)

    def attributes(self, code: str) -> Attributes | None:
        """Side, site and frame of a code's title; None for headers and codes not at hand."""
        if code not in self._attributes:
            rows = self.query(
                "SELECT side, site, unspecified, frame FROM attribute WHERE code = ?",
                canonical(code),
            )
            self._attributes[code] = next(
                (Attributes(side, site, bool(opened), frame) for side, site, opened, frame in rows),
                None,
            )
        return self._attributes[code]

    def of_frame(self, frame: str) -> tuple[str, ...]:
        """Codes whose titles have the frame, in code order."""
        if frame not in self._frames:
            rows = self.query("SELECT code FROM attribute WHERE frame = ? ORDER BY code", frame)
            self._frames[frame] = tuple(code for (code,) in rows)
        return self._frames[frame]

    def _line(self, code: str) -> list[str]:
        """The code and all above it, nearest first."""
        return [code, *(above.code for above in self.ancestors(code))]

    def _own_notes(self, owner: str) -> tuple[Note, ...]:
        if owner not in self._notes:
            self._notes[owner] = tuple(
                Note(*row)
                for row in self.query(
                    "SELECT owner, kind, text FROM note WHERE owner = ? ORDER BY id", owner
                )
            )
        return self._notes[owner]


def _entry(row: tuple[str, ...]) -> Entry:
    code, title, kind, parent, billable = row
    return Entry(code, title, kind, parent, bool(billable))
