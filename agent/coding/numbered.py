"""A note as the model sees it: numbered lines, with markup that could mislead made harmless.

What is shown differs from the note only character for character, so that a place found in a shown
line is the same place in the note.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Chat templates mark turns with tags such as `<|im_end|>`, `</s>` and `[/INST]`. A server that
#: finds one in a message may take it for its own, so their brackets are shown as look-alikes; so is
#: the bracket of a marker that looks like the one around the note.
_ANGLE = re.compile(r"<(?=[/|｜<_A-Za-z]|0x)|(?<=[|｜])>")
_SQUARE = re.compile(
    r"\[(?=\s*/?(?:[A-Z]_)?(?:INST|SYS|TOOL|AVAILABLE_TOOLS|IMG|gMASK|(?:end\s+of\s+)?note\b))",
    re.IGNORECASE,
)
#: Characters that show nothing although Unicode classes them as letters or marks.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
_BLANK_PLANE = range(0xE0000, 0xE1000)
#: Unicode categories that show nothing, or nothing that all fonts share: control, format (bidi,
#: zero width, tags), halves of surrogate pairs, private use, unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


#: A note without line breaks is shown in lines of at most this many characters.
_LONGEST_LINE = 1000
_LONGEST_WRAP = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the note. `start` is its first character's offset; `shown` is equally long."""

    number: int
    start: int
    text: str
    shown: str


def lines_of(text: str, shared: str | None = None) -> tuple[Line, ...]:
    """The lines of the text that hold words, numbered as an editor would number them.

    An editor that wraps: a line too long to point into counts as several. `shared` is what may be
    shown in the text's place: as long, with the same line ends.
    """
    sent = text if shared is None else shared
    return tuple(
        Line(number, start, body, shown(sent[start : start + len(body)]))
        for number, (start, body) in enumerate(_wrapped(text), start=1)
        if body.strip()
    )


def _wrapped(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their offsets, long ones broken after a sentence, else at a space, else hard."""
    start = 0
    for line in text.splitlines(keepends=True):
        body, begin = "".join(line.splitlines()), 0
        while len(body) - begin > _LONGEST_LINE:
            window = body[begin : begin + _LONGEST_LINE]
            end = begin + max(window.rfind(". ") + 1, 0)
            end = end if end > begin else begin + max(window.rfind(" "), 0)
            end = end if end > begin else begin + _LONGEST_LINE
            yield start + begin, body[begin:end]
            begin = end
        yield start + begin, body[begin:]
        start += len(line)


def shown(text: str) -> str:
    """The text with brackets of chat markup, and invisible characters, replaced one for one."""
    seen = text if text.isascii() and text.isprintable() else "".join(map(_seen, text))
    return _SQUARE.sub("⟦", _ANGLE.sub(lambda m: "‹›"[m[0] == ">"], seen))


def _seen(character: str) -> str:
    """The character, or a space for one that cannot be seen. Tabs and line ends stay."""
    if character.isspace() and not "\x1c" <= character <= "\x1f":
        return character
    unseen = unicodedata.category(character) in _UNSEEN or ord(character) in _BLANK_PLANE
    return " " if unseen or _BLANK.match(character) else character


def mark_of(text: str) -> str:
    """A marker for the two ends of the note. No note can hold the hash of itself."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def place_of(quote: str, line: Line, *following: Line) -> tuple[int, int] | None:
    """Offsets in the note of the quote's words, or None if the line does not hold them.

    White space is compared as white space, every other character exactly, and the quote must not
    begin or end within a word. The first place counts where there are several. A quote that begins
    on the line may run on into the lines `following` it.
    """
    words = shown(quote).split()
    if sum(character.isalnum() for character in quote) < 2:
        return None
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    if not words[0][0].isalnum():
        pattern = pattern.removeprefix(r"(?<!\w)")
    if not words[-1][-1].isalnum():
        pattern = pattern.removesuffix(r"(?!\w)")
    match = re.search(pattern, line.shown) or re.search(pattern, _run_on(line, following))
    if match is None or match.start() >= len(line.shown):
        return None
    return line.start + match.start(), line.start + match.end()


def _run_on(line: Line, following: tuple[Line, ...]) -> str:
    """The lines as one text in which every character keeps its distance from the first."""
    told = line.shown
    for after in following[:_LONGEST_WRAP]:
        told += " " * (after.start - line.start - len(told)) + after.shown
    return told
