"""Where a cancer has spread to: `breast cancer metastatic to bone and liver`.

The words for the spread belong to the cancer's own name too, so that the sites behind them would
name nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from agent.reading.match import Match
from agent.reading.tokens import COMMA, UNKNOWN, Token
from catalog.terms import Terms, key_of
from catalog.words import Kind, reader

_SPREADING = frozenset(
    ["metastatic", "metastasized", "metastasised", "metastases", "metastasis", "mets"]
)
_CANCERS = frozenset(
    [
        "cancer",
        "carcinoma",
        "adenocarcinoma",
        "malignancy",
        "melanoma",
        "sarcoma",
        "tumor",
        "tumour",
    ]
)
_MASK = (1 << 64) - 1
#: Words that may stand between: `metastatic lung cancer to brain`.
_BETWEEN = 4
_FURTHEST = 8
_WIDEST_SITE = 2


def spread(tokens: Sequence[Token], terms: Terms) -> Iterator[Match]:
    """A match for each site behind "metastatic to" and the like."""
    for place, token in enumerate(tokens):
        if token.word in _SPREADING or (token.word == "spread" and _of_cancer(tokens[:place])):
            to = next(
                (p for p in range(place + 1, place + 2 + _BETWEEN) if _is_to(tokens, p)), None
            )
            if to is not None:
                yield from _sites(tokens, to + 1, terms)


def _of_cancer(tokens: Sequence[Token]) -> bool:
    return any(token.word in _CANCERS for token in tokens)


def _sites(tokens: Sequence[Token], first: int, terms: Terms) -> Iterator[Match]:
    place = first
    while place < min(len(tokens), first + _FURTHEST):
        for width in range(_WIDEST_SITE, 0, -1):
            words = tokens[place : place + width]
            numbers = {n for token in words for n in token.numbers}
            key = (sum(numbers) + _metastases()) & _MASK
            if len(words) == width and all(t.numbers for t in words) and key in terms.packed:
                yield Match(place, place + width - 1, key, len(numbers), 0)
                place += width
                break
        else:
            if not _joins(tokens[place]):
                return
            place += 1


def _joins(token: Token) -> bool:
    return token.kind == COMMA or (token.kind < UNKNOWN and token.kind != int(Kind.CONTENT))


def _is_to(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].word == "to"


@cache
def _metastases() -> int:
    return key_of(reader().key("metastases"))
