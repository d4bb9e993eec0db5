"""The numbering of the Official Guidelines: `Section I.`, `A.`, `1.`, `a.`, `1)`, `(a)`, `(i)`.

A marker counts as one only where the sequence calls for it, so that list items and wrapped
references that look like markers stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: One pattern a level, from sections down to roman numerals in brackets.
_MARKERS = (
    re.compile(r"Section ([IVX]+)\.? +(\S.*)"),
    re.compile(r"([A-Z])\. +(\S.*)"),
    re.compile(r"(\d{1,2})\. +(\S.*)"),
    re.compile(r"([a-z])\. +(\S.*)"),
    re.compile(r"(\d{1,2})\) +(\S.*)"),
    re.compile(r"\(([a-z])\) *(\S.*)"),
    re.compile(r"\(([ivx]+)\) *(\S.*)"),
)
_APPENDIX = re.compile(r"(Appendix [IVX]+)\b[. …\d]*(.*)")
_LETTER_LEVEL, _ROMAN_LEVEL = 5, 6


class Marker(NamedTuple):
    """A numbered line: its level from 0, its place among its like from 1, and what follows it."""

    level: int
    ordinal: int
    title: str


class Numbered(NamedTuple):
    """A line that the sequence takes for a heading: its id, as `I.C.9.a.1`, and its title."""

    id: str
    title: str


def markers(line: str) -> Iterator[Marker]:
    """What the line could be: `(i)` is two markers, a letter and a roman numeral."""
    for level, pattern in enumerate(_MARKERS):
        found = pattern.fullmatch(line)
        if found and (ordinal := _ordinal(level, found.group(1))):
            yield Marker(level, ordinal, found.group(2))


def _ordinal(level: int, label: str) -> int:
    """1 for the first label of a level; 0 for one that is none."""
    if label.isdigit():
        return int(label)
    if level in {0, _ROMAN_LEVEL}:
        return _ROMAN.index(label.lower()) + 1 if label.lower() in _ROMAN else 0
    return _LETTERS.index(label.lower()) + 1


def _label(level: int, ordinal: int) -> str:
    if level in {2, 4}:
        return str(ordinal)
    label = _ROMAN[ordinal - 1] if level in {0, _ROMAN_LEVEL} else _LETTERS[ordinal - 1]
    return label.upper() if level < 2 else label


class Numbering:
    """Follows the numbering line by line; one for the table of contents, one for the text."""

    def __init__(self) -> None:
        self._path: list[int] = []
        self._appendix = False

    def place(self, line: str, following: Sequence[str] = ()) -> Numbered | None:
        """The heading that the line is, if the sequence calls for it there; else None.

        Nothing is changed until `accept` is called. `following` settles whether `(i)` is the
        letter after `(h)` or the first numeral below it.
        """
        if self._appendix:
            return None
        if appendix := _APPENDIX.fullmatch(line):
            return Numbered(appendix.group(1), appendix.group(2) or appendix.group(1))
        fitting = [marker for marker in markers(line) if self._fits(marker)]
        if len(fitting) == 2:
            fitting = [fitting[1] if _numerals_follow(following) else fitting[0]]
        for marker in fitting:
            path = [*self._path[: marker.level], marker.ordinal]
            return Numbered(
                ".".join(_label(level, ordinal) for level, ordinal in enumerate(path)),
                marker.title,
            )
        return None

    def accept(self, placed: Numbered) -> None:
        """Go on from a heading that `place` returned."""
        if placed.id.startswith("Appendix"):
            self._appendix = True
        else:
            labels = placed.id.split(".")
            self._path = [_ordinal(level, label) for level, label in enumerate(labels)]

    def _fits(self, marker: Marker) -> bool:
        depth = len(self._path)
        if marker.level == depth:
            return marker.ordinal == 1
        return marker.level < depth and marker.ordinal == self._path[marker.level] + 1


def _numerals_follow(following: Sequence[str]) -> bool:
    for line in following:
        if line.startswith("(ii)"):
            return True
        if line.startswith("(j)"):
            return False
    return False
