"""Lists whose opening line speaks for every entry: `Denies the following:`, `Rule out:`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from agent.context import Assertion, Section, Sentence
from agent.reading.assertion import of_heading, of_list
from agent.reading.cues import find_cues
from agent.reading.tokens import Vocabulary

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_MARK = re.compile(r"[-•●▪*·#>+]|\d{1,2}[.)]|\(?[a-z][.)]")


def lists_of(
    text: str, sentences: Sequence[Sentence], vocabulary: Vocabulary
) -> dict[int, Assertion]:
    """What the line above a list says of its entries, by where each entry's sentence begins.

    A list goes on line by line to a blank line, the end of its section, or an entry that is marked
    otherwise than the first (bullets after none, or none after bullets).
    """
    found: dict[int, Assertion] = {}
    said: Assertion | None = None
    marked: bool | None = None
    for before, sentence in pairwise(sentences):
        opening = _opening(text, before, vocabulary)
        if opening is not None:
            said, marked = opening, None
        if said is None:
            continue
        between = text[before.end : sentence.start]
        if "\n" not in between:
            continue
        has_mark = _MARK.match(text, sentence.start) is not None
        if (
            sentence.section is not before.section
            or _BLANK_LINE.search(between)
            or (marked is not None and marked is not has_mark)
        ):
            said = None
            continue
        marked = has_mark
        found[sentence.start] = said
    return found


def under_headings(
    sections: Iterable[Section], sentences: Iterable[Sentence]
) -> dict[int, Assertion]:
    """What the headings of sections say of the sentences under them, by where each begins."""
    said = [(s.start, s.end, of_heading(s.heading)) for s in sections]
    telling = [(start, end, told) for start, end, told in said if told is not None]
    return {
        sentence.start: told
        for start, end, told in telling
        for sentence in sentences
        if start <= sentence.start < end
    }


def _opening(text: str, sentence: Sentence, vocabulary: Vocabulary) -> Assertion | None:
    if text[sentence.end - 1] != ":":
        return None
    tokens = vocabulary.tokens(text, sentence.start, sentence.end)
    return of_list(tokens, find_cues(tokens))
