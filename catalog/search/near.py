"""Codes by few words: those whose wording the words are, or are half of at least.

Every key is compiled with the codes it leads to, so that a look-up costs a microsecond, and a whole
note can be looked up window by window. `catalog.search` ranks better, at a thousand times the cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import combinations
from typing import NamedTuple
from weakref import WeakKeyDictionary

from catalog import marshalled
from catalog.index.entries import IndexKind
from catalog.index.store import connect
from catalog.lookup import Catalog, CatalogView
from catalog.search.files import digest_of, indexes_of
from catalog.search.wordings import Wording, index_wordings, tabular_wordings
from catalog.terms import folder_of
from catalog.words import hash_of, reader

#: Words of a window, and of the longest wording of which some may be left out.
MOST_WORDS = 4
_LONGEST = 5
#: Codes kept for a key: of those that leave out least, the plainest wordings.
_MOST_CODES = 4
_SIDES = frozenset(["right", "left", "bilateral"])
_MASK = (1 << 64) - 1

_LOADED: WeakKeyDictionary[Catalog, dict[str, Near]] = WeakKeyDictionary()
_SERVING: WeakKeyDictionary[CatalogView, Near] = WeakKeyDictionary()


class Found(NamedTuple):
    """A code that a key leads to, and how many words of its wording the key leaves out."""

    code: str
    left_out: int


class Near:
    """Keys (see `catalog.terms.key_of`) to codes: of the Alphabetic Index, and of the Tabular List.

    Sides are no part of a key, and words that name no condition alone make none.
    """

    def __init__(self, entered: dict[int, str], titled: dict[int, str]) -> None:
        self._entered, self._titled = entered, titled

    def entered(self, key: int) -> tuple[Found, ...]:
        """Codes of entries of the Index; none without one in the library."""
        return _unpacked(self._entered.get(key))

    def titled(self, key: int) -> tuple[Found, ...]:
        """Codes of titles and inclusion terms; some are headers."""
        return _unpacked(self._titled.get(key))


def near_of(view: CatalogView) -> Near:
    """The look-up for a view's Tabular List and Index: compiled at first need, then read."""
    if view not in _SERVING:
        digest = digest_of(view.tabular_list, indexes_of(view))
        loaded = _LOADED.setdefault(view.catalog, {})
        if digest not in loaded:
            loaded[digest] = _load(view, digest)
        _SERVING[view] = loaded[digest]
    return _SERVING[view]


def _load(view: CatalogView, digest: str) -> Near:
    folder = folder_of(view.catalog)
    path = folder / f"near-{digest}.bin" if folder else None
    stored = marshalled.read(path) if path else None
    if stored is None:
        stored = _compiled(_entries(view)), _compiled(_titles(view))
        if path is not None:
            marshalled.write(path, stored, "near-*.bin")
    return Near(*stored)


def _entries(view: CatalogView) -> Iterator[Wording]:
    for release in indexes_of(view):
        if release.kind == IndexKind.INDEX:
            with closing(connect(release.path)) as source:
                yield from index_wordings(source, IndexKind.INDEX)


def _titles(view: CatalogView) -> Iterator[Wording]:
    rows = view.tabular_list.query("SELECT text, code, source FROM phrase")
    return tabular_wordings((text, code, source) for text, code, source in rows)


def _compiled(wordings: Iterable[Wording]) -> dict[int, str]:
    """For each key its codes, packed as the words left out and the code, blank between."""
    numbers: dict[str, int] = {}
    found: defaultdict[int, dict[str, tuple[int, int, int]]] = defaultdict(dict)
    weak = reader().weak
    for wording in wordings:
        tokens = sorted(wording.tokens - _SIDES)
        for token in tokens:
            numbers.setdefault(token, hash_of(token))
        if len(tokens) > _LONGEST:
            continue
        for left_out in range(1 + len(tokens) // 2):
            if not 0 < len(tokens) - left_out <= MOST_WORDS:
                continue
            order = (left_out, wording.rank, len(wording.text))
            for said in combinations(tokens, len(tokens) - left_out):
                if not weak.issuperset(said):
                    codes = found[sum(numbers[token] for token in said) & _MASK]
                    codes[wording.code] = min(order, codes.get(wording.code, order))
    return {key: _packed(codes) for key, codes in found.items()}


def _packed(codes: dict[str, tuple[int, int, int]]) -> str:
    ordered = sorted(codes, key=lambda code: (codes[code], code))
    least = codes[ordered[0]][0]
    alike = [code for code in ordered if codes[code][0] == least]
    return " ".join(f"{least}{code}" for code in alike[:_MOST_CODES])


def _unpacked(packed: str | None) -> tuple[Found, ...]:
    return tuple(Found(part[1:], int(part[0])) for part in packed.split()) if packed else ()
