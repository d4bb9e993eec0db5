"""Look-ups in a compiled Alphabetic Index: phrases walked, references followed, codes completed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from catalog.index.citations import TermCitation, cite, read_citation
from catalog.index.entries import IndexEntry, IndexKind
from catalog.index.links import Link, link_in
from catalog.index.walk import SIDES, Found, Term, TermTree
from catalog.index.words import LINKS, Phrase, words_of

#: Cross-references followed one after the other; the official ones end after a few.
_MOST_REFERENCES = 8
#: Matches returned for one phrase.
_MOST_MATCHES = 20
#: Words of a searched phrase up to which one may be left out.
_MOST_LEFT_OUT = 8
#: Entries that a word may be found in before it is too common to search by itself.
_COMMON = 1_000
_REFERENCE_CODES = re.compile(r"\b[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?")
_CODE_RANGE = re.compile(r"[0-9A-Z]-[A-Z][0-9]")
_CODE_REFERENCE = re.compile(r"(?:sub)?categor|Note at|[A-Z][0-9][0-9A-Z]\b")
_OTHER_FILE = re.compile(r"(?:Table of|Index to Diseases|Neoplasm ?,)", re.IGNORECASE)
#: Words without which an entry says another matter: whose history it is.
_DECISIVE = frozenset(("family",))
_NEOPLASM = re.compile(r"Neoplasm\b", re.IGNORECASE)
_BY_RULE = re.compile(r"^(?:by|specified by) |^condition$", re.IGNORECASE)


class IndexMatch(NamedTuple):
    """An entry that a phrase leads to.

    `codes` are the entry's code completed from the Tabular List, `manifestations` likewise the one
    in brackets, which is sequenced after it. `unmatched` are words of the phrase that the path
    does not have, `unsaid` words of the path that the phrase does not have. `via` are the
    citations of the entries whose `see` or `see also` led here. `link` is None where the path
    joins no two conditions, as none does among the external causes.
    """

    entry: IndexEntry
    citation: str
    codes: tuple[str, ...]
    unmatched: tuple[str, ...]
    via: tuple[str, ...]
    link: Link | None
    manifestations: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def left_over(self) -> int:
        """How much of the phrase the path lacks; sides are left to the Tabular List."""
        unmatched = set(self.unmatched) - SIDES
        return len(unmatched) + _MOST_MATCHES * len(unmatched & _DECISIVE)

    @property
    def reference_to_neoplasms(self) -> str | None:
        """The `see` or `see also` that leads to the Table of Neoplasms, if there is one."""
        named = (self.entry.see, self.entry.see_also)
        return next((n for n in named if n and _NEOPLASM.match(n)), None)


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
        seen: set[int] = set()
        chains: list[list[IndexMatch]] = []
        for found in self._tree.walk(read)[:_MOST_MATCHES]:
            chains.append([])
            self._follow(found, (), seen, chains[-1])
        # Entries alike in words are told apart by what they refer to.
        chains.sort(key=lambda chain: min((match.left_over for match in chain), default=0))
        matches = [match for chain in chains for match in chain]
        return tuple(self._with_unsaid(match, read) for match in matches[:_MOST_MATCHES])

    def main_terms(self, phrase: str) -> tuple[IndexMatch, ...]:
        """The main terms that a phrase says, whole or by one of their forms, in printed order."""
        read = Phrase.of(phrase)
        found = []
        for main in self._tree.mains(read.words):
            said = frozenset().union(*(w.words for w in main.ways if w.words <= read.words))
            if not read.ordered or said & read.first:
                unmatched = read.words - said - main.optional
                found.append(self._with_unsaid(self._match(main, unmatched, ()), read))
        return tuple(found)

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
        targets = self._targets(entry.see, found.unmatched) if entry.see else []
        if entry.see_also and (found.unmatched or entry.code is None):
            also = self._targets(entry.see_also, found.unmatched)
            targets += [target for target in also if not self._gainsays(target, found)]
        for target in targets:
            self._follow(target, (*via, match.citation), seen, matches)

    def _gainsays(self, target: Found, found: Found) -> bool:
        """Whether a `see also` leads to a sister term without the word said, as from
        `History, family` to `History, personal`."""
        if target.main.id != found.main.id or found.term.id == found.main.id:
            return False
        held = {word for term in self._tree.ancestry(target.term) for word in words_of(term.title)}
        return not held & set(words_of(found.term.title))

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
            if found and not (by_site and unmatched and found[0].unmatched >= unmatched):
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
            None if self.kind is IndexKind.EXTERNAL_INDEX else link_in(self._tree.ancestry(term)),
            self._completed([entry.manifestation] if entry.manifestation else []),
        )

    def _with_unsaid(self, match: IndexMatch, phrase: Phrase) -> IndexMatch:
        """The match with the words of its path that the phrase does not have, links apart.

        What a reference leads to is not held against the phrase.
        """
        if match.via:
            return match
        terms = self._tree.ancestry(self._tree.at(match.entry.path)[match.entry.occurrence - 1])
        unsaid = [
            word
            for term in terms
            if not any(way.words <= phrase.words and not way.missing for way in term.ways)
            for word in words_of(term.title)
            if word not in phrase.words | LINKS
        ]
        return match._replace(unsaid=tuple(dict.fromkeys(unsaid)))

    def _codes(self, entry: IndexEntry) -> tuple[str, ...]:
        printed = [entry.code] if entry.code else []
        for reference in (entry.see, entry.see_also):
            if not printed and reference and _CODE_REFERENCE.match(reference):
                printed = _named_codes(reference)
        return self._completed(printed)

    def _completed(self, printed: Sequence[str]) -> tuple[str, ...]:
        """Codes as printed, those with a dash or of a category as the billable ones below."""
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
