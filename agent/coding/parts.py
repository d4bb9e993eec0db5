"""A note in parts that a model can take at once: cut at sections, with overlap, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from agent.coding.numbered import Line, lines_of
from agent.context import ReadDocument

#: Characters of a note that are shown at once. What they hold can be answered in full.
MOST_CHARACTERS = 8_000
#: Characters of the lines before a part that are shown again with it, as a share of the most.
_OVERLAP = 0.075


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of one note. `start` to `end` are the offsets that no other part has as its own."""

    document: ReadDocument
    lines: tuple[Line, ...]
    start: int
    end: int

    def holds(self, offset: int) -> bool:
        return self.start <= offset < self.end


def parts_of(
    document: ReadDocument, most: int = MOST_CHARACTERS, shared: str | None = None
) -> tuple[Part, ...]:
    """The note in parts of about `most` characters; none when it has no words.

    A later part begins with the heading of its section and the lines just before it. `shared` is
    what may be shown in place of the note's text.
    """
    lines = lines_of(document.text, shared)
    if not lines:
        return ()
    firsts = _firsts(lines, document, most)
    ends = [*firsts[1:], len(lines)]
    return tuple(
        Part(
            document,
            (*_context(lines, first, document, most), *lines[first:end]),
            lines[first].start if first else 0,
            lines[end].start if end < len(lines) else len(document.text),
        )
        for first, end in zip(firsts, ends, strict=True)
    )


def halves_of(part: Part) -> tuple[Part, ...]:
    """The part in two, cut near its middle and with overlap; none when it is a single line."""
    own = [i for i, line in enumerate(part.lines) if line.start >= part.start]
    if len(own) < 2:
        return ()
    sizes = list(accumulate(len(part.lines[i].text) for i in own))
    size = sizes[-1]
    middle = _nearest_cut(part, own[1:], sizes)
    cut = part.lines[middle].start
    context = _context(part.lines, middle, part.document, size // 2)
    return (
        replace(part, lines=part.lines[:middle], end=cut),
        replace(part, lines=(*context, *part.lines[middle:]), start=cut),
    )


def _nearest_cut(part: Part, later: Sequence[int], sizes: Sequence[int]) -> int:
    """The line near the middle that a section begins with, else that follows an empty one."""
    off = {i: abs(2 * size - sizes[-1]) for i, size in zip(later, sizes, strict=False)}
    by_distance = sorted(later, key=lambda i: off[i])
    near = [i for i in by_distance if 3 * off[i] <= sizes[-1]]
    starts = {section.start for section in part.document.sections}
    headed = (i for i in near if any(_on(part.lines[i], start) for start in starts))
    spaced = (i for i in near if part.lines[i].number - part.lines[i - 1].number > 1)
    return next(headed, next(spaced, by_distance[0]))


def most_parts(characters: int, most: int = MOST_CHARACTERS) -> int:
    """The most parts that a note of so many characters can come to."""
    return 1 + 2 * characters // most


def _firsts(lines: Sequence[Line], document: ReadDocument, most: int) -> list[int]:
    """The index of the first line of each part."""
    sections = {section.start for section in document.sections}
    firsts, size = [0], 0
    for index, line in enumerate(lines):
        size += len(line.text)
        if size > most and index > firsts[-1]:
            firsts.append(_best_cut(lines, firsts[-1], index, most, sections))
            size = sum(len(each.text) for each in lines[firsts[-1] : index + 1])
    return firsts


def _best_cut(lines: Sequence[Line], first: int, last: int, most: int, sections: set[int]) -> int:
    """Where to cut in the later half: before a section, else after an empty line, else last."""
    sizes = accumulate(len(line.text) for line in lines[first:last])
    half = [i for i, size in enumerate(sizes, start=first + 1) if 2 * size >= most][::-1] or [last]
    headed = (i for i in half if any(_on(lines[i], start) for start in sections))
    spaced = (i for i in half if lines[i].number - lines[i - 1].number > 1)
    return next(headed, next(spaced, last))


def _on(line: Line, offset: int) -> bool:
    return line.start <= offset < line.start + len(line.text)


def _context(
    lines: Sequence[Line], first: int, document: ReadDocument, most: int
) -> tuple[Line, ...]:
    """Lines before a part that are shown with it."""
    if not first:
        return ()
    room, begin = int(most * _OVERLAP), first
    while begin and (room := room - len(lines[begin - 1].text)) >= 0:
        begin -= 1
    around = (s for s in document.sections if s.start < lines[first].start < s.end)
    start = next((s.start for s in around), None)
    heading = [line for line in lines[:begin] if start is not None and _on(line, start)]
    return (*heading, *lines[begin:first])
