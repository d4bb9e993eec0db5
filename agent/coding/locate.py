"""Step 2: the catalog's candidates for one statement, by its words and by what the reader found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from agent.coding.offer import beside, billable, in_turn
from agent.coding.statements import Proved
from agent.context import Assertion, Mention, Proposal, ReadDocument, Side
from catalog import CatalogView
from catalog.tabular.notes import CodeRange

#: A past condition is reported by a status or personal history code or as an old infarction, a
#: relative's by a family history code (Official Guidelines, I.C.21.c.3 and I.C.21.c.4; I25.2).
_WITHIN = {
    Assertion.HISTORICAL: (CodeRange("Z85", "Z99"), CodeRange("I252", "I252")),
    Assertion.FAMILY: (CodeRange("Z80", "Z84"),),
}
_WORDED = {Assertion.HISTORICAL: "personal history of", Assertion.FAMILY: "family history of"}
#: How titles of 7th characters name the encounter.
_ENCOUNTERS = {
    "initial": "initial encounter",
    "subsequent": "subsequent encounter",
    "sequela": "sequela",
}
_ALL_BEFORE = 8
_HALF = 0.5
#: Searches of which the results are kept.
_SEARCHES = 4096


@dataclass(frozen=True, slots=True)
class Located:
    """A code billable on the date of service, under the number the model knows it by."""

    number: int
    code: str
    title: str


class Locator:
    """Finds candidates in the catalog of the date, at most `most` for one statement."""

    def __init__(self, catalog: CatalogView, proposals: Iterable[Proposal], most: int) -> None:
        """`proposals` are what the offline coder made of the same chart."""
        self._catalog = catalog
        self._proposals = tuple(proposals)
        self._most = most

    def first(self, statement: Proved, document: ReadDocument) -> tuple[str, ...]:
        """Candidates by all that is known of the statement, in code order.

        Codes that differ only in side, site or encounter so stand beside each other, which is how a
        coder compares them.
        """
        read = _read(statement, document, self._proposals)
        words = _words(statement, document)
        said = " ".join(filter(None, (statement.acuity, words)))
        found = [
            list(self._usable(read, statement)),
            *(list(self._search(each, statement)) for each in dict.fromkeys((said, words))),
        ]
        side = statement.side or next((m.side for m in overlapping(statement, document)), None)
        best = list(dict.fromkeys(codes[0] for codes in found if codes))
        near = [list(self._near(code, statement, side)) for code in best]
        return self._cut(in_turn([*found, *near]), ())

    def again(self, words: str, statement: Proved, seen: Sequence[str]) -> tuple[str, ...]:
        """Candidates by other words, those already seen left out, in code order."""
        found = list(self._search(words, statement))
        near = [list(self._near(code, statement, statement.side)) for code in found[:1]]
        return self._cut(in_turn([found, *near]), seen)

    def readings(self, statement: Proved, document: ReadDocument) -> tuple[str, ...]:
        """Codes of the condition itself, however asserted, best first."""
        return _found(self._catalog, _words(statement, document), self._most)

    def _search(self, words: str, statement: Proved) -> Iterator[str]:
        """Codes for the words; where only some chapters will do, by their own wording first."""
        prefix = _WORDED.get(statement.assertion)
        if prefix:
            within = _WITHIN[statement.assertion][0]
            worded = f"{prefix} {words}"
            yield from _found(self._catalog, worded, self._most, within)
        yield from self._usable(_found(self._catalog, words, self._most), statement)

    def _usable(self, codes: Iterable[str], statement: Proved) -> Iterator[str]:
        """Billable codes that may report what is so asserted."""
        ranges = _WITHIN.get(statement.assertion)
        return (
            code
            for code in billable(codes, self._catalog)
            if ranges is None or any(within.covers(code) for within in ranges)
        )

    def _near(self, code: str, statement: Proved, side: Side | None) -> Iterator[str]:
        """Siblings for the attributes: another encounter first, then another side or site."""
        yield from self._usable(_encounters(code, statement.encounter, self._catalog), statement)
        yield from self._usable(beside(code, side, self._catalog), statement)

    def _cut(self, ranked: Iterable[str], seen: Sequence[str]) -> tuple[str, ...]:
        titled = (c for c in dict.fromkeys(ranked) if self._catalog.title(c) and c not in seen)
        return tuple(sorted(islice(titled, self._most)))


def overlapping(statement: Proved, document: ReadDocument) -> tuple[Mention, ...]:
    """The reader's mentions that share characters with the statement."""
    return tuple(
        m for m in document.mentions if m.start < statement.end and statement.start < m.end
    )


def _words(statement: Proved, document: ReadDocument) -> str:
    """The note's own words: the statement quotes what was shown in their place."""
    return " ".join(document.text[statement.start : statement.end].split())


@lru_cache(_SEARCHES)
def _found(
    catalog: CatalogView, words: str, most: int, within: CodeRange | None = None
) -> tuple[str, ...]:
    """The codes whose wording fits at least half as well as the best.

    The charts of a batch name the same conditions again and again, so what was found is kept.
    """
    found = catalog.search(words, most, within=within, billable=True)
    return tuple(c.code for c in found if c.score >= _HALF * found[0].score)


def _read(
    statement: Proved, document: ReadDocument, proposals: Iterable[Proposal]
) -> Iterator[str]:
    """What the offline coder proposed on these words, then what the reader saw in them."""
    mentions = overlapping(statement, document)
    for proposal in proposals:
        if not set(mentions).isdisjoint(proposal.mentions):
            yield proposal.code
    yield from in_turn([list(m.candidates[:_ALL_BEFORE]) for m in mentions])


def _encounters(code: str, encounter: str, catalog: CatalogView) -> Iterator[str]:
    """The other 7th characters of the code: those of the documented encounter, else all."""
    entry = catalog.entry(code)
    if entry is None or entry.kind != "extension":
        return
    for sibling in catalog.siblings(code):
        if sibling.kind == "extension" and _ENCOUNTERS.get(encounter, "") in sibling.title:
            yield sibling.code
