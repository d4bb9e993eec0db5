"""Words to candidate codes: full-text search over titles and inclusion terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.lookup import CatalogView

_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(("a", "an", "and", "at", "by", "for", "in", "nos", "of", "on", "or", "the", "to"))
#: How many full-text rows are read for each candidate wanted: headers and duplicates fall out.
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that words may mean. `matched` is the title or inclusion term that holds them."""

    code: str
    title: str
    matched: str
    source: str
    billable: bool
    score: float


def search(view: CatalogView, words: str, limit: int) -> tuple[Candidate, ...]:
    """Candidates, best first: all words before some of them, then by BM25, then by code.

    Codes that take a 7th character appear as the entry above their extensions. A code that is
    neither billable on the view's date nor a header of billable codes is left out.
    """
    terms = list(dict.fromkeys(w for w in _WORD.findall(words.lower()) if w not in _STOP))
    found: dict[str, Candidate] = {}
    for joiner in (" AND ", " OR "):
        if len(found) >= limit or not terms:
            break
        query = joiner.join(f'"{term}"' for term in terms)
        rows = view.tabular_list.query(
            "SELECT code, text, source, bm25(phrase) AS rank FROM phrase WHERE phrase MATCH ? "
            "ORDER BY rank, length(text), code LIMIT ?",
            query,
            limit * _DEPTH,
        )
        for code, text, source, rank in rows:
            if code in found or len(found) >= limit:
                continue
            billable = view.is_billable(code)
            if billable or view.billable_below(code):
                score = round(-float(rank), 4)
                found[code] = Candidate(code, view.title(code), text, source, billable, score)
    return tuple(found.values())
