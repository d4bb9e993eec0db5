"""A note as the model sees it: numbered lines, with markup that could mislead made harmless.

What is shown differs from the note only character for character, so that a place found in a shown
line is the same place in the note.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the note. `start` is its first character's offset; `shown` is equally long."""

    number: int
    start: int
    text: str
    shown: str


def lines_of(text: str, shared: str | None = None) -> tuple[Line, ...]:
    """The lines of the text that hold words, numbered as an editor would number them.

    `shared` is what may be shown in its place: as long, with the same line ends.
    """
    sent = text if shared is None else shared
    found, start = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        body = "".join(line.splitlines())
        if body.strip():
            found.append(Line(number, start, body, shown(sent[start : start + len(body)])))
        start += len(line)
    return tuple(found)


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


def place_of(quote: str, line: Line) -> tuple[int, int] | None:
    """Offsets in the note of the quote's words, or None if the line does not hold them.

    White space is compared as white space, every other character exactly, and the quote must not
    begin or end within a word. The first place counts where there are several.
    """
    words = shown(quote).split()
    if sum(character.isalnum() for character in quote) < 2:
        return None
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    if not words[0][0].isalnum():
        pattern = pattern.removeprefix(r"(?<!\w)")
    if not words[-1][-1].isalnum():
        pattern = pattern.removesuffix(r"(?!\w)")
    match = re.search(pattern, line.shown)
    return (line.start + match.start(), line.start + match.end()) if match else None
