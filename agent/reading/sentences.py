"""Sentences and list items of a passage, as offsets into the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE_ENDS, _STOPS = "\r\n", ".!?"
#: The end of a line, a full stop, the number of a list item, or a bullet. It begins with all the
#: characters that these begin with: so a text is searched four times as fast as for a choice.
_BREAK = re.compile(
    rf"[{_LINE_ENDS}{_STOPS}\d•●▪]"
    rf"(?:(?<=[{_LINE_ENDS}])\s*"
    rf"|(?<=[{_STOPS}])[{_STOPS}]*[\"”’')\]]*(?=\s)"
    r"|(?<=\s\d)\d?[.)][ \t]+(?=[A-Z])"
    r"|(?<=[•●▪]))"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|St|vs|approx|dept|Jr|Sr|Prof|No|Fig|e\.g|i\.e|cf|etc|resp|h/o|s/p|y\.o)|"
    r"(?:^|\n)[ \t]*\d{1,2})$"
)

#: A figure after one of these is no list number: `stage 3. Left heel ulcer`.
_NUMBERED = re.compile(
    r"\b(?:stage|type|grade|class|classes|level|category|phase|group|degree|ckd|nyha|asa|age|no|"
    r"number|day|week|month|times|x|by|of|and|or|to|gravida|para|than)\s+$",
    re.IGNORECASE,
)
#: A whole word, too long for an abbreviation: the full stop after it ends a sentence even where a
#: small letter follows.
_WORD_BEFORE = re.compile(r"[A-Za-z]{4,}\)?$")

#: A line shorter than this was ended on purpose, unless it ends in a word that cannot end a line.
_WRAPPED = 30
_LEADS_ON = re.compile(
    r"(?:[,(&/-]|\b(?:and|or|with|without|of|the|an?|to|for|in|on|at|by|from|no|not|is|was|has|due|"
    r"denies|his|her))$",
    re.IGNORECASE,
)

#: Text that runs on without a stop, as in some transcripts, is cut so that reading stays linear.
_LONGEST = 2_000


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences in `text[start:end]`, in order, without blanks around them."""
    first = start
    for found in _BREAK.finditer(text, start, end):
        if found.start() < first:
            continue
        cut = _cut(text, first, end, found)
        if cut is not None:
            yield from _trimmed(text, first, cut)
            first = cut
    yield from _trimmed(text, first, end)


def _cut(text: str, first: int, end: int, found: re.Match[str]) -> int | None:
    """Where the sentence ends at a possible break; None when it goes on."""
    sign = text[found.start()]
    if sign in _LINE_ENDS:
        return None if _wraps(text, first, end, found) else found.end()
    if sign in _STOPS:
        if _ABBREVIATION.search(text, max(first, found.start() - 12), found.start()):
            return None
        if found.group() == "?" and _asks_ahead(text, first, found):
            return None
        follows = text[found.end() : found.end() + 3].lstrip()
        runs_on = follows[:1].islower() and found.group() == "."
        return (
            None if runs_on and not _WORD_BEFORE.search(text, first, found.start()) else found.end()
        )
    if sign.isdigit() and _NUMBERED.search(text, max(first, found.start() - 12), found.start()):
        return found.end()
    return found.start()


def _asks_ahead(text: str, first: int, found: re.Match[str]) -> bool:
    """Whether a question mark stands before what it doubts, apart from the word before it:
    `? pneumonia`, `cough, ? pneumonia`."""
    apart = found.start() == first or not text[found.start() - 1].isalnum()
    return apart and text[found.end() : found.end() + 1] in {" ", "\t"}


def _wraps(text: str, first: int, end: int, found: re.Match[str]) -> bool:
    """Whether a line break only wraps a running sentence: a line that is long, or leads on."""
    if found.end() >= end or not text[found.end()].islower():
        return False
    line = text[max(first, text.rfind("\n", 0, found.start()) + 1) : found.start()].strip()
    single = (
        found.group().count("\n") + found.group().count("\r") - found.group().count("\r\n") == 1
    )
    return (
        single
        and line[-1:] not in {".", ":", ";", "!", "?", ""}
        and (len(line) >= _WRAPPED or _LEADS_ON.search(line) is not None)
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        blank = text.rfind(" ", start, start + _LONGEST)
        cut = blank if blank > start else start + _LONGEST
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
