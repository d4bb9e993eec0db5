"""Look-ups in the compiled Table of Neoplasms and Table of Drugs and Chemicals."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from catalog.index.citations import TermCitation, cite, read_citation
from catalog.index.entries import COLUMNS, Behaviour, IndexKind, Intent, TableEntry
from catalog.index.walk import Found, Term, TermTree
from catalog.index.words import Phrase, content_of, words_of

_MOST_REFERENCES = 8
_MOST_MATCHES = 20

#: Words that say a column, the longest first so that `adverse effect` is not an accident.
_BEHAVIOUR_WORDS: Mapping[str, Behaviour] = {
    "malignant primary": Behaviour.MALIGNANT_PRIMARY,
    "malignant secondary": Behaviour.MALIGNANT_SECONDARY,
    "ca in situ": Behaviour.IN_SITU,
    "carcinoma in situ": Behaviour.IN_SITU,
    "uncertain behavior": Behaviour.UNCERTAIN,
    "unspecified behavior": Behaviour.UNSPECIFIED,
    "in situ": Behaviour.IN_SITU,
    "primary": Behaviour.MALIGNANT_PRIMARY,
    "secondary": Behaviour.MALIGNANT_SECONDARY,
    "metastatic": Behaviour.MALIGNANT_SECONDARY,
    "malignant": Behaviour.MALIGNANT_PRIMARY,
    "benign": Behaviour.BENIGN,
    "uncertain": Behaviour.UNCERTAIN,
    "unspecified": Behaviour.UNSPECIFIED,
}
_INTENT_WORDS: Mapping[str, Intent] = {
    "adverse effect": Intent.ADVERSE_EFFECT,
    "intentional self-harm": Intent.SELF_HARM,
    "self-harm": Intent.SELF_HARM,
    "suicide": Intent.SELF_HARM,
    "accidental": Intent.ACCIDENTAL,
    "unintentional": Intent.ACCIDENTAL,
    "assault": Intent.ASSAULT,
    "undetermined": Intent.UNDETERMINED,
    "underdosing": Intent.UNDERDOSING,
}


class TableMatch(NamedTuple):
    """A row that words lead to.

    `code` is as printed in the column asked for, None where the table prints a dash or no column
    was asked for; `codes` is it completed from the Tabular List. `unmatched` are words that the
    row's path does not have, `via` the citations of rows whose `see` led here.
    """

    entry: TableEntry
    citation: str
    code: str | None
    codes: tuple[str, ...]
    unmatched: tuple[str, ...]
    via: tuple[str, ...]


def _no_completion(_: str) -> Sequence[str]:
    return ()


class _Table(ABC):
    """What both tables share: rows, citations, references followed."""

    kind: IndexKind

    def __init__(
        self,
        connection: sqlite3.Connection,
        complete: Callable[[str], Sequence[str]] = _no_completion,
    ) -> None:
        self._tree = TermTree(connection)
        self._complete = complete
        found = self._tree.query("SELECT value FROM meta WHERE key = 'kind'")[0][0]
        if found != self.kind:
            raise ValueError(f"the compiled file is of the kind {found}, not {self.kind}")

    def cite(self, entry: TableEntry) -> str:
        """The citation of a row, such as `NEO:Neoplasm, neoplastic>breast` or `DRUG:Aspirin`."""
        return cite(TermCitation(self.kind, entry.path, entry.occurrence))

    def resolve(self, citation: str) -> TableEntry | None:
        """The row that a citation names, exactly; None if it names none in this release."""
        read = read_citation(citation)
        if read is None or read.kind is not self.kind:
            return None
        entries = (self._entry(term) for term in self._tree.at(read.path))
        return next((entry for entry in entries if entry.occurrence == read.occurrence), None)

    def rows_for(self, code: str) -> tuple[TableEntry, ...]:
        """Rows with a cell that leads to a code: the code itself or one of its beginnings."""
        return tuple(self._entry(term) for term in self._tree.leading_to(code))

    @abstractmethod
    def _find(self, phrase: Phrase) -> list[Found]:
        """Rows that a phrase leads to, best first."""

    def _matches(self, phrase: Phrase, column: str | None) -> tuple[TableMatch, ...]:
        matches: list[TableMatch] = []
        seen: set[int] = set()
        for found in self._find(phrase)[:_MOST_MATCHES]:
            self._follow(found, column, (), seen, matches)
        return tuple(matches[:_MOST_MATCHES])

    def _follow(
        self,
        found: Found,
        column: str | None,
        via: tuple[str, ...],
        seen: set[int],
        matches: list[TableMatch],
    ) -> None:
        if found.term.id in seen or len(via) > _MOST_REFERENCES:
            return
        seen.add(found.term.id)
        entry = self._entry(found.term)
        citation = self.cite(entry)
        code = None if column is None else entry.cells[COLUMNS[self.kind].index(column)]
        bare = code.rstrip("-").rstrip(".") if code else ""
        codes = tuple(self._complete(bare)) or (bare,) if bare else ()
        unmatched = tuple(sorted(found.unmatched))
        matches.append(TableMatch(entry, citation, code, codes, unmatched, via))
        reference = entry.see or (entry.see_also if not any(entry.cells) else None)
        if reference:
            named = Phrase.of(f"{reference},")
            wider = named._replace(words=named.words | found.unmatched)
            for target in self._find(wider)[:1]:
                self._follow(target, column, (*via, citation), seen, matches)

    def _entry(self, term: Term) -> TableEntry:
        path = tuple(each.title for each in self._tree.ancestry(term))
        nonessential, see, see_also, occurrence = self._tree.query(
            "SELECT nonessential, see, see_also, occurrence FROM entry WHERE id = ?", term.id
        )[0]
        cells: list[str | None] = [None] * len(COLUMNS[self.kind])
        rows = self._tree.query("SELECT position, code FROM cell WHERE entry = ?", term.id)
        for position, code in rows:
            cells[position] = code
        return TableEntry(path, nonessential, tuple(cells), see, see_also, occurrence)


class NeoplasmTable(_Table):
    """The Table of Neoplasms of one release: a site and a behaviour to a code."""

    kind = IndexKind.NEOPLASM

    def lookup(self, site: str, behaviour: str | None = None) -> tuple[TableMatch, ...]:
        """Rows for a site such as `breast, nipple`, with the code for the behaviour, best first.

        `behaviour` is a Behaviour or words such as `malignant` (taken as primary), `in situ`.
        Raises ValueError when it is neither. Empty when no site fits.
        """
        column = None if behaviour is None else behaviour_of(behaviour)
        if behaviour is not None and column is None:
            raise ValueError(f'"{behaviour}": expected one of {", ".join(Behaviour)}')
        return self._matches(Phrase.of(site), column)

    def refer(self, reference: str, site: str = "") -> tuple[TableMatch, ...]:
        """Where a reference of the Alphabetic Index leads, such as `Neoplasm, breast, malignant`.

        `site` says what `by site` stands for.
        """
        parts = [part.strip() for part in reference.split(",")][1:]
        said = " ".join(part for part in parts if behaviour_of(part))
        named = [p for p in parts if not behaviour_of(p) and not p.startswith("by ")]
        column = behaviour_of(said) if said else None
        return self._matches(Phrase.of(" ".join([*named, site])), column)

    def _find(self, phrase: Phrase) -> list[Found]:
        root = self._tree.children(0)[0]
        spoken = frozenset().union(*(way.words for way in root.ways))
        below = phrase._replace(words=phrase.words - spoken, ordered=False)
        return self._tree.below(root, below)


class DrugTable(_Table):
    """The Table of Drugs and Chemicals of one release: a substance and an intent to a code."""

    kind = IndexKind.DRUG

    def lookup(self, substance: str, intent: str | None = None) -> tuple[TableMatch, ...]:
        """Rows for a substance such as `acid, acetic`, with the code for the intent, best first.

        `intent` is an Intent or words such as `adverse effect`, `suicide`. Raises ValueError
        when it is neither. Empty when no substance fits.
        """
        column = None if intent is None else intent_of(intent)
        if intent is not None and column is None:
            raise ValueError(f'"{intent}": expected one of {", ".join(Intent)}')
        return self._matches(Phrase.of(substance), column)

    def _find(self, phrase: Phrase) -> list[Found]:
        return self._tree.walk(phrase._replace(ordered=False))


def behaviour_of(words: str) -> Behaviour | None:
    """The behaviour that words say, or None."""
    if words in tuple(Behaviour):
        return Behaviour(words)
    return next((b for said, b in _BEHAVIOUR_WORDS.items() if _holds(words, said)), None)


def intent_of(words: str) -> Intent | None:
    """The intent that words say, or None."""
    if words in tuple(Intent):
        return Intent(words)
    return next((i for said, i in _INTENT_WORDS.items() if _holds(words, said)), None)


def _holds(words: str, said: str) -> bool:
    return frozenset(words_of(said)) <= frozenset(words_of(words)) and bool(content_of(said))
