"""A walk down a compiled Index or table as a coder does it: main term, then subterms.

Words may come in any order. Nonessential modifiers may be said or not; linking subterms (`with`,
`due to`) are passed through whether said or not; what is never said is counted against a term.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from catalog.codes import compact
from catalog.index.words import Phrase, Variant, folded

#: Terms looked at in one walk; a phrase of a few words touches some hundreds at most.
_MOST_TERMS = 20_000
#: Terms kept in memory, after which all are let go: a tenth of the Index.
_MOST_KEPT = 10_000
#: Terms looked for below the best one when its subterms do not follow on each other.
_MOST_SKIPPED = 20
#: Best terms below which they are looked for.
_MOST_SKIPPED_FROM = 3

#: Sides: most subterms leave them to the Tabular List.
SIDES = frozenset(("bilateral", "left", "right"))
_RESIDUAL = re.compile(r"\bNEC\b")


class Term(NamedTuple):
    """A term of the tree, with its words ready to compare."""

    id: int
    parent: int
    last: int
    title: str
    link: str
    ways: tuple[Variant, ...]
    optional: frozenset[str]

    @property
    def only_links(self) -> bool:
        """Whether the term is a bare `with`, `due to`, `in`."""
        return not any(way.words for way in self.ways)

    @property
    def residual(self) -> bool:
        """Whether the term is for what has no term of its own (`specified NEC`)."""
        return _RESIDUAL.search(self.title) is not None


class Found(NamedTuple):
    """A term that the phrase leads to.

    Counted against it: words of the phrase unmatched, a main term that was not said first,
    words and levels of the path unsaid, words matched by nonessential modifiers alone.
    """

    unmatched: frozenset[str]
    misplaced: int
    unsaid: int
    optional: int
    term: Term
    main: Term

    def rank(self, phrase: Phrase) -> tuple[int, ...]:
        """Sorts the better first. The first three numbers say how much of the phrase is matched.

        A side counts less than another word: most terms leave it to the Tabular List.
        """
        unmatched, sides = len(self.unmatched - SIDES), len(self.unmatched & SIDES)
        first = (self.misplaced, unmatched) if phrase.ordered else (unmatched, self.misplaced)
        size = self.main.last - self.main.id
        return (*first, sides, self.unsaid, self.optional, -size, self.term.id)


class _State(NamedTuple):
    term: Term
    said: frozenset[str]
    optional: frozenset[str]
    missing: int


class TermTree:
    """The terms of one compiled file. The connection stays the caller's to close."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._terms: dict[int, Term] = {}
        self._children: dict[int, tuple[Term, ...]] = {}
        self._kept = 0

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of a query on the compiled file."""
        return self._connection.execute(sql, values).fetchall()

    def term(self, number: int) -> Term:
        """The term with an id that is known to be there."""
        if number not in self._terms:
            self._let_go()
            row = self.query(f"{_SELECT} WHERE id = ?", number)[0]
            self._terms[number] = _term(row)
            self._kept += 1
        return self._terms[number]

    def children(self, number: int) -> tuple[Term, ...]:
        """The terms directly below, in printed order; main terms below 0."""
        if number not in self._children:
            self._let_go()
            rows = self.query(f"{_SELECT} WHERE parent = ? ORDER BY id", number)
            self._children[number] = tuple(_term(row) for row in rows)
            self._kept += len(rows)
        return self._children[number]

    def _let_go(self) -> None:
        if self._kept > _MOST_KEPT:
            self._terms.clear()
            self._children.clear()
            self._kept = 0

    def ancestry(self, term: Term) -> tuple[Term, ...]:
        """The term and those above it, main term first."""
        chain = [term]
        while chain[-1].parent:
            chain.append(self.term(chain[-1].parent))
        return tuple(reversed(chain))

    def at(self, path: Sequence[str]) -> tuple[Term, ...]:
        """The terms with exactly this path of titles; more than one where it is printed again."""
        numbers = [0]
        for title in path:
            numbers = [
                number
                for parent in numbers
                for (number,) in self.query(
                    "SELECT id FROM entry WHERE parent = ? AND title = ? ORDER BY id", parent, title
                )
            ]
        return tuple(self.term(number) for number in numbers if number)

    def leading_to(self, code: str) -> tuple[Term, ...]:
        """Terms with a code that is `code` or a beginning of it, in printed order."""
        bare = compact(code)
        beginnings = [bare[:length] for length in range(3, len(bare) + 1)]
        marks = ", ".join("?" * len(beginnings))
        rows = self.query(
            f"SELECT DISTINCT entry FROM stem WHERE code IN ({marks}) ORDER BY entry", *beginnings
        )
        return tuple(self.term(number) for (number,) in rows)

    def mains(self, words: Iterable[str]) -> tuple[Term, ...]:
        """Main terms that the words can say, whole or by one of their forms."""
        said = frozenset(words)
        numbers = {
            number
            for word in said
            for (number,) in self.query("SELECT entry FROM main_word WHERE word = ?", word)
        }
        terms = (self.term(number) for number in sorted(numbers))
        return tuple(term for term in terms if any(way.words <= said for way in term.ways))

    def walk(self, phrase: Phrase, roots: Sequence[Term] | None = None) -> list[Found]:
        """Terms that the phrase leads to, best first, all that match as much as the best does.

        Of a term and one below it that matches no more, only the upper one is kept.

        `roots` are the main terms to begin at; without them every main term that the phrase
        can say.
        """
        if not phrase.words:
            return []
        starts = self.mains(phrase.words) if roots is None else roots
        if roots is None and (exact := self._exactly(phrase)):
            return exact
        found = [one for main in starts for one in self._from(main, phrase)]
        found.sort(key=lambda one: one.rank(phrase))
        if found and found[0].unmatched:
            found = [*self._skipping(found, phrase), *found]
            found.sort(key=lambda one: one.rank(phrase))
        kept: list[Found] = []
        for one in found:
            if one.rank(phrase)[:3] == found[0].rank(phrase)[:3] and not any(
                better.term.id <= one.term.id <= better.term.last for better in kept
            ):
                kept.append(one)
        return kept

    def below(self, root: Term, phrase: Phrase) -> list[Found]:
        """As `walk`, where the phrase begins below `root` and need not say it."""
        found = self.walk(phrase, [root._replace(ways=(Variant(frozenset(), 0),))])
        return [one for one in found if one.term.id != root.id]

    def _exactly(self, phrase: Phrase) -> list[Found]:
        """Terms whose path is the phrase as printed, titles parted by commas."""
        found: list[Found] = []
        waiting = [(main, main, phrase.text) for main in self.mains(phrase.words)]
        while waiting:
            main, term, rest = waiting.pop()
            title = folded(term.title)
            if rest == title:
                found.append(Found(frozenset(), 0, 0, 0, term, main))
            elif rest.startswith(f"{title}, "):
                further = rest[len(title) + 2 :]
                waiting.extend((main, child, further) for child in self.children(term.id))
        return sorted(found, key=lambda one: one.term.id)

    def _from(self, main: Term, phrase: Phrase) -> Iterator[Found]:
        waiting = [
            _State(main, way.words & phrase.words, main.optional, way.missing)
            for way in main.ways
            if way.words <= phrase.words
        ][:1]
        misplaced = int(not any(way.words <= phrase.first for way in main.ways))
        looked = 0
        while waiting and looked < _MOST_TERMS:
            state = waiting.pop()
            looked += 1
            if not state.term.only_links or state.term.id == main.id:
                unmatched = phrase.words - state.said - state.optional
                optional = len(phrase.words - state.said - unmatched)
                yield Found(unmatched, misplaced, state.missing, optional, state.term, main)
            for child in self.children(state.term.id):
                further = _further(state, child, phrase)
                if further is not None:
                    waiting.append(further)

    def _skipping(self, found: list[Found], phrase: Phrase) -> Iterator[Found]:
        """Terms below the best ones whose paths hold more of the phrase, levels left out."""
        for one in found[:_MOST_SKIPPED_FROM]:
            if one.misplaced and phrase.ordered:
                continue
            rows = self.query(
                "SELECT rowid FROM phrase WHERE phrase MATCH ? AND rowid > ? AND rowid <= ? "
                "ORDER BY rank LIMIT ?",
                " OR ".join(f'"{word}"' for word in sorted(one.unmatched)),
                one.term.id,
                one.term.last,
                _MOST_SKIPPED,
            )
            for (number,) in rows:
                below = self.ancestry(self.term(number))[len(self.ancestry(one.term)) :]
                held = frozenset(word for term in below for way in term.ways for word in way.words)
                unmatched = one.unmatched - held
                if len(unmatched) < len(one.unmatched) and not below[-1].only_links:
                    unsaid = one.unsaid + len(below) + sum(term.residual for term in below)
                    yield one._replace(unmatched=unmatched, unsaid=unsaid, term=below[-1])


_SELECT = "SELECT id, parent, last, title, link, variants, optional FROM entry"


def _term(row: tuple[Any, ...]) -> Term:
    number, parent, last, title, link, ways, optional = row
    return Term(number, parent, last, title, link, _ways(ways), frozenset(optional.split()))


def _ways(written: str) -> tuple[Variant, ...]:
    ways = []
    for way in written.split("|"):
        missing, *words = way.split()
        ways.append(Variant(frozenset(words), int(missing)))
    return tuple(ways)


def _further(state: _State, child: Term, phrase: Phrase) -> _State | None:
    """The state at a child that the phrase can say or pass through, or None."""
    optional = state.optional | child.optional
    if child.only_links:
        unsaid = int(child.link not in phrase.links)
        return _State(child, state.said, optional, state.missing + unsaid)
    for way in child.ways:
        again = way.words <= state.said and not way.words <= phrase.repeated
        if way.words <= phrase.words and not again:
            return _State(child, state.said | way.words, optional, state.missing + way.missing)
    return None
