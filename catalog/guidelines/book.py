"""Look-ups in a compiled edition of the Official Guidelines: by section, below it, by words."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from catalog.guidelines.sections import Section
from catalog.library.official import Edition, Kind, OfficialFileError, open_release

_COLUMNS = "id, heading, text, page"
_PREFIX = re.compile(r"^(?:OCG:|Section\s+)", re.IGNORECASE)
_WORD = re.compile(r"\w+")


class Hit(NamedTuple):
    """A section that holds the words looked for, with the passage, its words in brackets."""

    section: Section
    passage: str


class GuidelineBook:
    """A compiled edition. Close it, or use it in a `with` statement.

    >>> with GuidelineBook.open(path) as book:  # doctest: +SKIP
    ...     book.section("I.B.13").heading
    'Laterality'
    """

    def __init__(self, connection: sqlite3.Connection, edition: Edition) -> None:
        self._connection = connection
        self.edition = edition

    @classmethod
    def open(cls, path: Path) -> GuidelineBook:
        """Open what `compile_guidelines` wrote. Raises OfficialFileError on any other file."""
        return cls(*open_release(path, Kind.GUIDELINES))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> GuidelineBook:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def section(self, name: str) -> Section | None:
        """The section of an id, a citation or a reference: `I.C.9.a.1`, `OCG:I.B.13`,
        `Section I.B.13.`, `I.C.9.a.1)`; None where the edition has none."""
        rows = self._rows("WHERE id = ? COLLATE NOCASE", section_id(name))
        return rows[0] if rows else None

    def children(self, name: str) -> tuple[Section, ...]:
        """The sections directly below, in printed order; of an empty name, the sections I to IV
        and the appendix."""
        return self._rows("WHERE parent = ? COLLATE NOCASE ORDER BY ordinal", section_id(name))

    def sections(self) -> tuple[Section, ...]:
        """Every section in printed order."""
        return self._rows("ORDER BY ordinal")

    def official_text(self, name: str) -> str:
        """The text of a section and of all below it, with their headings, as a reader sees it.

        An empty string where the edition has no such section.
        """
        top = section_id(name)
        rows = self._rows(
            "WHERE id = ?1 COLLATE NOCASE "
            "OR substr(id, 1, length(?1) + 1) = ?1 || '.' COLLATE NOCASE ORDER BY ordinal",
            top,
        )
        return "\n\n".join(
            part for row in rows for part in (f"{row.id} {row.heading}", row.text) if part
        )

    def search(self, words: str, limit: int = 10) -> tuple[Hit, ...]:
        """Sections that hold all the words, best first, a heading weighing most; if none holds
        all, sections that hold any."""
        found = _WORD.findall(words)
        if not found or limit < 1:
            return ()
        quoted = [f'"{word}"' for word in found]
        return self._matches(" ".join(quoted), limit) or self._matches(" OR ".join(quoted), limit)

    def _matches(self, query: str, limit: int) -> tuple[Hit, ...]:
        rows = self._execute(
            "SELECT section.id, section.heading, section.text, page, "
            "snippet(words, -1, '[', ']', ' … ', 24) FROM words "
            "JOIN section ON section.ordinal = words.rowid "
            "WHERE words MATCH ? ORDER BY bm25(words, 5.0, 1.0), section.ordinal LIMIT ?",
            query,
            limit,
        )
        return tuple(Hit(Section(*section), passage) for *section, passage in rows)

    def _rows(self, clause: str, *values: object) -> tuple[Section, ...]:
        rows = self._execute(f"SELECT {_COLUMNS} FROM section {clause}", *values)
        return tuple(Section(*row) for row in rows)

    def _execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise OfficialFileError(
                self.edition.source, "the compiled guidelines are damaged; import them again"
            ) from error


def section_id(name: str) -> str:
    """The id that a citation or reference means: `Section I.C.9.a.1)` is `I.C.9.a.1`.

    Brackets of the printed numbering are dropped and its parts joined by points.
    """
    bare = _PREFIX.sub("", name.strip())
    if bare.lower().startswith("appendix"):
        return " ".join(bare.replace(".", " ").split())
    return ".".join(part for part in re.split(r"[.()\s]+", bare) if part)
