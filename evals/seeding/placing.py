"""Where a sentence of ours goes in a note, and what stands around a span."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.context import SectionKind
from agent.models import Document
from agent.reading.sections import sections

_STOP = re.compile(r"[.!?](?=\s)|\n")
#: Sections that may take a sentence when a note has not the one it belongs to, nearest first.
_INSTEAD = {
    SectionKind.ASSESSMENT: (SectionKind.PLAN, SectionKind.RESULTS),
    SectionKind.RESULTS: (SectionKind.EXAM, SectionKind.ASSESSMENT),
    SectionKind.PAST_HISTORY: (SectionKind.HISTORY_OF_PRESENT_ILLNESS,),
    SectionKind.FAMILY_HISTORY: (
        SectionKind.PAST_HISTORY,
        SectionKind.HISTORY_OF_PRESENT_ILLNESS,
    ),
    SectionKind.HISTORY_OF_PRESENT_ILLNESS: (SectionKind.CHIEF_COMPLAINT,),
}


def insertion(
    documents: Sequence[Document], section: SectionKind, sentence: str
) -> tuple[int, int, str] | None:
    """Index of the document, offset, and what goes before the sentence; None without a document.

    The place is behind the last word of the last such section of the first document that has one,
    so no span of the note is cut; without any, behind the last word of the first document.
    """
    for kind in (section, *_INSTEAD.get(section, ())):
        for index, document in enumerate(documents):
            for found, body in reversed(sections(document.body)):
                if found.kind is kind and document.body[body : found.end].strip(" \n\t\r:*_-"):
                    return index, *_behind(document.body, found.end)
    if not documents:
        return None
    return 0, *_behind(documents[0].body, len(documents[0].body))


def _behind(text: str, end: int) -> tuple[int, str]:
    """The offset behind the last word before `end`, and the break that suits the note."""
    at = len(text[:end].rstrip())
    return at, "\n\n" if "\n\n" in text[: at + 2] and _spaced(text) else "\n"


def _spaced(text: str) -> bool:
    """Whether the note sets every paragraph apart by an empty line."""
    return text.count("\n\n") * 2 > len([line for line in text.splitlines() if line.strip()]) * 0.9


def passage(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the sentence or line around a span."""
    first = 0
    for stop in _STOP.finditer(text, 0, start):
        first = stop.end()
    following = _STOP.search(text, end)
    return first, following.start() if following else len(text)
