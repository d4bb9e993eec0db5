"""Codes to which the Alphabetic Index leads from words of a note, where an Index is at hand.

Coders look up in the Index first: it knows names that no title has (`infection` as B99.9,
`cholestasis` as K83.1). Such codes are offered, never proposed.
"""

from __future__ import annotations

from itertools import islice
from weakref import WeakKeyDictionary

from agent.coding.wordings import rows_of
from agent.context import ReadDocument
from catalog import CatalogView
from catalog.index.lookup import AlphabeticIndex

#: Words in a row that are looked up together: main term and one subterm.
_MOST_WORDS = 2
#: Entries taken for one row of words.
_ENTRIES = 2
#: What an entry loses for each level more or less than there are words.
_LEVEL = 0.3

#: What was looked up in an Index, since notes repeat each other's words: for each row of words
#: codes, and how well their entries fit the words.
_FOUND: WeakKeyDictionary[AlphabeticIndex, dict[tuple[str, ...], tuple[tuple[str, float], ...]]] = (
    WeakKeyDictionary()
)
_MOST_FOUND = 200_000


def indexed(
    document: ReadDocument, catalog: CatalogView, *, known: bool = False
) -> tuple[str, ...]:
    """Billable codes of entries that hold all of some words of the note, best first.

    With `known`, words within a condition that the reader knew are looked up too. Empty without an
    Index in the library.
    """
    index = catalog.index
    if index is None:
        return ()
    best: dict[str, float] = {}
    for words in dict.fromkeys(rows_of(document, known=known)):
        if len(words) > _MOST_WORDS:
            continue
        for code, score in _entered(index, words):
            best[code] = max(score, best.get(code, score))
    ranked = sorted(best, key=lambda code: (-best[code], code))
    return tuple(code for code in ranked if catalog.is_billable(code))


def _entered(index: AlphabeticIndex, words: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """The first code of each entry whose path has all the words, the fitting depth first."""
    found = _FOUND.setdefault(index, {})
    if len(found) > _MOST_FOUND:
        found.clear()
    if words not in found:
        whole = (match for match in index.lookup(" ".join(words)) if not match.unmatched)
        found[words] = tuple(
            (match.codes[0], len(words) - _LEVEL * abs(len(match.entry.path) - len(words)))
            for match in islice((match for match in whole if match.codes), _ENTRIES)
        )
    return found[words]
