"""A text cut where quotes begin and end, so that quotes may overlap, touch and nest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Highlight:
    """Characters `start` to `end` (exclusive) of a text that belong to the owner `key`."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of characters under the same highlights.

    `keys` are the owners in the order given; `ending` are those with a highlight that ends here.
    """

    start: int
    text: str
    keys: tuple[str, ...]
    ending: tuple[str, ...]


def passages(text: str, highlights: Iterable[Highlight]) -> tuple[Passage, ...]:
    """Cut the text at every boundary; joined again, the passages are the text.

    Highlights that are empty or not within the text are left out.
    """
    inside = [h for h in highlights if 0 <= h.start < h.end <= len(text)]
    cuts = sorted({0, len(text), *(h.start for h in inside), *(h.end for h in inside)})
    found = []
    for start, end in pairwise(cuts):
        over = [h for h in inside if h.start <= start and end <= h.end]
        found.append(
            Passage(
                start=start,
                text=text[start:end],
                keys=tuple(dict.fromkeys(h.key for h in over)),
                ending=tuple(dict.fromkeys(h.key for h in over if h.end == end)),
            )
        )
    return tuple(found)
