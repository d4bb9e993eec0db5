"""A note's text with the gold evidence and the predicted evidence marked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of text alike in its marks; `marks` is empty, `gold`, `predicted`, or both."""

    text: str
    marks: str


def marked(
    text: str, gold: Iterable[tuple[int, int]], predicted: Iterable[tuple[int, int]]
) -> list[Piece]:
    """The text in pieces that join to it again; spans outside it mark nothing."""
    layers = [("gold", list(gold)), ("predicted", list(predicted))]
    edges = {0, len(text)}
    edges |= {e for _, spans in layers for span in spans for e in span if 0 <= e <= len(text)}
    cuts = sorted(edges)
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        held = [name for name, spans in layers if any(s <= start and end <= e for s, e in spans)]
        marks = " ".join(held)
        if pieces and pieces[-1].marks == marks:
            pieces[-1] = Piece(pieces[-1].text + text[start:end], marks)
        else:
            pieces.append(Piece(text[start:end], marks))
    return pieces
