"""Coverage articles looked up: which list a procedure on a day, and what they say of diagnoses."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from catalog.citations import Authority
from catalog.codes import compact


class Article(NamedTuple):
    """An article of a Medicare contractor, and what it says of the procedure it was found by."""

    id: str
    title: str
    effective_from: date
    effective_to: date
    states: tuple[str, ...]
    covered: frozenset[str]
    noncovered: frozenset[str]
    #: Groups of covered diagnoses of which one code each is asked for.
    pairs: tuple[tuple[frozenset[str], frozenset[str]], ...]

    @property
    def citation(self) -> str:
        """The citation id, as in `POL:mcd:a52369`."""
        return f"POL:mcd:{self.id}"

    @property
    def named(self) -> str:
        """The article as CMS numbers it: `A52369`."""
        return self.id.upper()

    def supports(self, code: str) -> bool:
        """Whether the diagnosis is among the covered ones."""
        return compact(code) in self.covered

    def excludes(self, code: str) -> bool:
        """Whether the diagnosis is among those listed as not covered, and not as covered."""
        return compact(code) in self.noncovered - self.covered


class Articles:
    """The articles of one download."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
        )
        self._listing = lru_cache(maxsize=4096)(self._find)

    def close(self) -> None:
        self._connection.close()

    def listing(self, procedure: str) -> tuple[Article, ...]:
        """Articles that list the procedure, whatever the day, by id."""
        return self._listing(procedure.upper())

    def authority(self, citation: str) -> Authority | None:
        """The article that `POL:mcd:<id>` names, as a citable rule; None if there is none."""
        found = self._connection.execute(
            "SELECT id, title, effective_from, effective_to, states FROM article WHERE id = ?",
            (citation.removeprefix("POL:mcd:"),),
        ).fetchone()
        if found is None:
            return None
        name, title, start, end, states = found
        last = date.fromisoformat(end)
        return Authority(
            id=citation,
            authority="Medicare contractor, coverage article",
            title=title,
            section=name.upper(),
            text=f"Says which diagnoses support its procedures{_where(states.split())}.",
            effective_from=date.fromisoformat(start),
            effective_to=None if last.year >= 9999 else last,
            release=f"Medicare Coverage Database, from {start}",
            source=f"CMS, Medicare Coverage Database, article {name.upper()}",
        )

    def _find(self, procedure: str) -> tuple[Article, ...]:
        rows = self._connection.execute(
            "SELECT a.id, a.title, a.effective_from, a.effective_to, a.states FROM article a "
            "JOIN procedure p ON p.article = a.id WHERE p.code = ? ORDER BY a.id",
            (procedure,),
        ).fetchall()
        return tuple(self._article(row, procedure) for row in rows)

    def _article(self, row: tuple[str, str, str, str, str], procedure: str) -> Article:
        name, title, start, end, states = row
        groups = self._groups(name, procedure)
        noncovered = self._connection.execute(
            "SELECT code FROM diagnosis WHERE article = ? AND part = 'noncovered'", (name,)
        )
        pairs = self._connection.execute(
            "SELECT first, second FROM pair WHERE article = ? ORDER BY first, second", (name,)
        )
        return Article(
            id=name,
            title=title,
            effective_from=date.fromisoformat(start),
            effective_to=date.fromisoformat(end),
            states=tuple(states.split()),
            covered=frozenset[str]().union(*groups.values()),
            noncovered=frozenset(code for (code,) in noncovered),
            pairs=tuple(
                (groups[first], groups[second])
                for first, second in pairs
                if first in groups and second in groups
            ),
        )

    def _groups(self, name: str, procedure: str) -> dict[int, frozenset[str]]:
        """Covered diagnoses by group; of groups whose paragraph names procedures, those with it."""
        scopes: dict[int, set[str]] = {}
        for group, code in self._connection.execute(
            "SELECT grp, procedure FROM scope WHERE article = ?", (name,)
        ):
            scopes.setdefault(group, set()).add(code)
        found: dict[int, set[str]] = {}
        for group, code in self._connection.execute(
            "SELECT grp, code FROM diagnosis WHERE article = ? AND part = 'covered'", (name,)
        ):
            if procedure in scopes.get(group, {procedure}):
                found.setdefault(group, set()).add(code)
        return {group: frozenset(codes) for group, codes in found.items()}


def _where(states: list[str]) -> str:
    return f", in {', '.join(states)}" if states else ""
