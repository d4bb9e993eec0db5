"""Words to candidate codes: the term dictionary, then full text over titles and inclusion terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from catalog.lookup import CatalogView
    from catalog.tabular.attributes import Attributes

_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(("a", "an", "and", "at", "by", "for", "in", "nos", "of", "on", "or", "the", "to"))
_SIDES = frozenset(("right", "left", "bilateral"))
#: How many full-text rows are read for each candidate wanted: headers and duplicates fall out.
_DEPTH = 4
#: With more words than these, leaving each one out in turn would take too long.
_MOST_WORDS = 8


class Candidate(NamedTuple):
    """A code that words may mean. `matched` is the title or inclusion term that holds them.

    `source` says where they were found: `lexicon`, `title` or `inclusionTerm`.
    """

    code: str
    title: str
    matched: str
    source: str
    billable: bool
    score: float


def search(view: CatalogView, words: str, limit: int) -> tuple[Candidate, ...]:
    """Candidates, best first: known names, then all words, then all but one, then the rarest.

    Within a step by BM25, then shortness, then code. Codes that take a 7th character appear as the
    entry above their extensions. A code that is neither billable on the view's date nor a header
    of billable codes is left out.
    """
    found: dict[str, Candidate] = {}
    for code in _known(view, words):
        _enter(found, view, code, words, "lexicon", 100.0)
    terms = list(dict.fromkeys(w for w in _WORD.findall(words.lower()) if w not in _STOP))
    counted = [(view.tabular_list.phrases_with(term), term) for term in terms]
    for query in _queries([(count, term) for count, term in counted if count]):
        if len(found) >= limit:
            break
        for code, text, source, rank in view.tabular_list.query(
            "SELECT code, text, source, bm25(phrase) AS rank FROM phrase WHERE phrase MATCH ? "
            "ORDER BY rank, length(text), code LIMIT ?",
            query,
            limit * _DEPTH,
        ):
            _enter(found, view, code, text, source, round(-float(rank), 4))
    return tuple(found.values())[:limit]


def _known(view: CatalogView, words: str) -> Iterator[str]:
    """Codes for which the whole phrase is a name: title, inclusion term, synonym, abbreviation."""
    from catalog.terms import terms_of

    sides = _SIDES.intersection(_WORD.findall(words.lower()))
    known = [(term.code, view.attributes(term.code)) for term in terms_of(view.catalog, words)]
    fitting = [
        (_side_fit(attributes, sides), code)
        for code, attributes in known
        if attributes is None or not sides or attributes.side in {None, *sides}
    ]
    yield from (code for _, code in sorted(fitting, key=lambda pair: pair[0]))


def _side_fit(attributes: Attributes | None, sides: frozenset[str]) -> int:
    """0 for the side that the words name, or an open one if they name none; headers after it."""
    if attributes is None:
        return 1
    if sides:
        return 0 if attributes.side in sides else 1
    return 2 if attributes.side in _SIDES else 0


def _queries(terms: list[tuple[int, str]]) -> Iterator[str]:
    """Full-text queries from strict to loose; `terms` with the number of phrases that hold them."""
    words = [f'"{term}"' for _, term in terms]
    if not words:
        return
    yield " AND ".join(words)
    if 2 < len(words) <= _MOST_WORDS:
        left_out = combinations(words, len(words) - 1)
        yield " OR ".join(f"({' AND '.join(rest)})" for rest in left_out)
    rarest = [f'"{term}"' for _, term in sorted(terms)[:2]]
    yield " OR ".join(rarest)


def _enter(
    found: dict[str, Candidate], view: CatalogView, code: str, text: str, source: str, score: float
) -> None:
    if code in found:
        return
    billable = view.is_billable(code)
    if billable or view.has_billable_below(code):
        found[code] = Candidate(code, view.title(code), text, source, billable, score)
