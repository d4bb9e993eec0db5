"""Look-ups in a compiled Alphabetic Index: phrases walked, references followed, codes completed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from catalog.index.citations import TermCitation, cite, read_citation
from catalog.index.entries import IndexEntry, IndexKind
from catalog.index.walk import Found, Term, TermTree
from catalog.index.words import Phrase, words_of

#: Cross-references followed one after the other; the official ones end after a few.
_MOST_REFERENCES = 8
#: Matches returned for one phrase.
_MOST_MATCHES = 20
#: Words of a searched phrase up to which one may be left out.
_MOST_LEFT_OUT = 8
#: Entries that a word may be found in before it is too common to search by itself.
_COMMON = 1_000
#: Links of two conditions; other linking words (`at birth`, `for adoption`) join none.
_PRESUMED = frozenset(("in", "with"))
_DOCUMENTED = frozenset(("associated", "by", "caused", "complicating", "due", "following", "from"))
_REFERENCE_CODES = re.compile(r"\b[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?")
_CODE_RANGE = re.compile(r"[0-9A-Z]-[A-Z][0-9]")
_CODE_REFERENCE = re.compile(r"(?:sub)?categor|Note at|[A-Z][0-9][0-9A-Z]\b")
_OTHER_FILE = re.compile(r"(?:Table of|Index to Diseases)", re.IGNORECASE)
_BY_RULE = re.compile(r"^(?:by|specified by) |^condition$", re.IGNORECASE)


class Link(StrEnum):
    """What the Index says of two conditions that an entry joins.

    `with` and `in` presume that they are related (Official Guidelines I.A.15); any other link
    must be documented. A residual term (NEC) names no condition that could be presumed: it is
    counted as to be documented, the cautious reading, since the guideline does not settle it.
    """

    PRESUMED = "presumed"
    DOCUMENTED = "documented"


class IndexMatch(NamedTuple):
    """An entry that a phrase leads to.

    `codes` are the entry's code completed from the Tabular List. `unmatched` are words of the
    phrase that the path does not have. `via` are the citations of the entries whose `see` or
    `see also` led here. `link` is None where the path joins no two conditions.
    """

    entry: IndexEntry
    citation: str
    codes: tuple[str, ...]
    unmatched: tuple[str, ...]
    via: tuple[str, ...]
    link: Link | None


def _no_completion(_: str) -> Sequence[str]:
    return ()


class AlphabeticIndex:
    """The Alphabetic Index, or the external cause index, of one release.

    `complete` gives the billable codes below a code, as `CatalogView.billable_below` does; it is
    asked about codes without their dash. The connection stays the caller's to close.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        complete: Callable[[str], Sequence[str]] = _no_completion,
    ) -> None:
        self._tree = TermTree(connection)
        self._complete = complete
        rows = self._tree.query("SELECT value FROM meta WHERE key = 'kind'")
        self.kind = IndexKind(rows[0][0])

    def lookup(self, phrase: str) -> tuple[IndexMatch, ...]:
        """Where `pain, low back` leads: best entries first, then those they refer to.

        The main term comes first where there is a comma, else anywhere; subterms in any order.
        Entries that a `see` leads to follow on the entry that has it; a `see also` is followed
        where the entry has no code or lacks words of the phrase. Empty when no main term fits.
        """
        read = Phrase.of(phrase)
        matches: list[IndexMatch] = []
        seen: set[int] = set()
        for found in self._tree.walk(read)[:_MOST_MATCHES]:
            self._follow(found, (), seen, matches)
        return tuple(matches[:_MOST_MATCHES])

    def _follow(
        self, found: Found, via: tuple[str, ...], seen: set[int], matches: list[IndexMatch]
    ) -> None:
        """Add the entry and, depth first, those it refers to; none is added twice."""
        if found.term.id in seen or len(via) > _MOST_REFERENCES:
            return
        seen.add(found.term.id)
        match = self._match(found.term, found.unmatched, via)
        matches.append(match)
        entry = match.entry
        references = [entry.see] if entry.see else []
        if entry.see_also and (found.unmatched or entry.code is None):
            references.append(entry.see_also)
        for reference in references:
            for target in self._targets(reference, found.unmatched):
                self._follow(target, (*via, match.citation), seen, matches)

    def _targets(self, reference: str, unmatched: frozenset[str]) -> list[Found]:
        """The entries that a cross-reference names, the phrase's other words looked for below.

        `Anemia, by type` names none as long as the phrase says no type that is found there.
        """
        targets: list[Found] = []
        for part in reference.split(";"):
            segments = [s.strip() for s in re.sub(r"\([^()]*\)", "", part).split(",")]
            named = ", ".join(s for s in segments if s and not _BY_RULE.match(s))
            if not named or _CODE_REFERENCE.match(named) or _OTHER_FILE.match(named):
                continue
            read = Phrase.of(f"{named},")
            mains = [m for m in self._tree.mains(read.words) if _said(m, read.first)]
            further = read._replace(words=read.words | unmatched)
            found = self._tree.walk(further, mains)[:1]
            by_site = len(named) < len(part) and any(map(_BY_RULE.match, segments))
            if found and not (by_site and found[0].unmatched >= unmatched):
                targets.extend(found)
        return targets

    def subterms(self, path: Sequence[str], link: str | None = None) -> tuple[IndexEntry, ...]:
        """Entries directly below a path; with `link`, those below its `with`, `due to` or `in`.

        The path is that of an entry, such as `("Diabetes, diabetic", "type 2")`.
        """
        above = self._tree.at(tuple(path))
        if link is None:
            return tuple(self._entry(t) for one in above for t in self._tree.children(one.id))
        wanted = words_of(link)[:1]
        return tuple(
            self._entry(term)
            for one in above
            for child in self._tree.children(one.id)
            if child.link and (child.link,) == wanted
            for term in (self._tree.children(child.id) if child.only_links else (child,))
        )

    def paths_for(self, code: str) -> tuple[IndexEntry, ...]:
        """Entries that lead to a code: by the code itself or by one of its beginnings."""
        return tuple(self._entry(term) for term in self._tree.leading_to(code))

    def search(self, words: str, limit: int = 10) -> tuple[tuple[IndexEntry, float], ...]:
        """Entries whose whole path holds the words, best first; where none holds all, most of them.

        Nonessential modifiers count as part of the path. A higher score is better.
        """
        found: dict[int, float] = {}
        for query in self._queries(list(dict.fromkeys(words_of(words)))):
            rows = self._tree.query(
                "SELECT rowid, bm25(phrase, 4.0, 2.0, 1.0) AS score FROM phrase "
                "WHERE phrase MATCH ? ORDER BY score, rowid LIMIT ?",
                query,
                limit,
            )
            found = {number: round(-float(score), 4) for number, score in rows}
            if found:
                break
        return tuple((self._entry(self._tree.term(n)), score) for n, score in found.items())

    def _queries(self, words: list[str]) -> Iterator[str]:
        """All the words; all but one; then any of the rarer ones, as common ones say little."""
        if not words:
            return
        yield _all_of(words)
        if 2 < len(words) <= _MOST_LEFT_OUT:
            yield " OR ".join(f"({_all_of(rest)})" for rest in combinations(words, len(words) - 1))
        marks = ", ".join("?" * len(words))
        rows = self._tree.query(
            f"SELECT word FROM frequency WHERE word IN ({marks}) AND entries <= ? ORDER BY entries",
            *words,
            _COMMON,
        )
        if rows:
            yield " OR ".join(f'"{word}"' for (word,) in rows)

    def cite(self, entry: IndexEntry) -> str:
        """The citation of an entry: `IDX:Pain>low back`, or `EXT:` for the external causes."""
        return cite(TermCitation(self.kind, entry.path, entry.occurrence))

    def resolve(self, citation: str) -> IndexEntry | None:
        """The entry that a citation names, exactly; None if it names none in this release."""
        read = read_citation(citation)
        if read is None or read.kind is not self.kind:
            return None
        entries = (self._entry(term) for term in self._tree.at(read.path))
        return next((entry for entry in entries if entry.occurrence == read.occurrence), None)

    def _match(self, term: Term, unmatched: frozenset[str], via: tuple[str, ...]) -> IndexMatch:
        entry = self._entry(term)
        return IndexMatch(
            entry,
            self.cite(entry),
            self._codes(entry),
            tuple(sorted(unmatched)),
            via,
            _link(self._tree.ancestry(term)),
        )

    def _codes(self, entry: IndexEntry) -> tuple[str, ...]:
        printed = [entry.code] if entry.code else []
        for reference in (entry.see, entry.see_also):
            if not printed and reference and _CODE_REFERENCE.match(reference):
                printed = _named_codes(reference)
        found: dict[str, None] = {}
        for code in printed:
            bare = code.rstrip("-").rstrip(".")
            below = self._complete(bare)
            found.update(dict.fromkeys(below or [bare]))
        return tuple(found)

    def _entry(self, term: Term) -> IndexEntry:
        path = tuple(each.title for each in self._tree.ancestry(term))
        row = self._tree.query(
            "SELECT nonessential, code, manifestation, see, see_also, occurrence "
            "FROM entry WHERE id = ?",
            term.id,
        )
        return IndexEntry(path, *row[0])


def _named_codes(reference: str) -> list[str]:
    """The codes that `category M01` names; none of a range, which only the Tabular can fill."""
    return [] if _CODE_RANGE.search(reference) else _REFERENCE_CODES.findall(reference)


def _all_of(words: Sequence[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _said(main: Term, words: frozenset[str]) -> bool:
    return any(way.words <= words for way in main.ways)


def _link(chain: tuple[Term, ...]) -> Link | None:
    links = {term.link for term in chain[1:]}
    if links & _DOCUMENTED or (links & _PRESUMED and chain[-1].residual):
        return Link.DOCUMENTED
    return Link.PRESUMED if links & _PRESUMED else None
