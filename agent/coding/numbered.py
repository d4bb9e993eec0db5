"""A note as the model sees it: numbered lines, with markup that could mislead made harmless.

What is shown differs from the note only character for character, so that a place found in a shown
line is the same place in the note.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

#: Chat templates mark turns with tags such as `<|im_end|>`, `</s>` and `[/INST]`. A server that
#: finds one in a message may take it for its own, so their brackets are shown as look-alikes.
_ANGLE = re.compile(r"<(?=[/|｜_A-Za-z])|(?<=[|｜])>")
_SQUARE = re.compile(r"\[(?=/?(?:INST|SYS|TOOL|AVAILABLE_TOOLS|SYSTEM))")
#: Control and invisible characters, and halves of surrogate pairs, which cannot be sent.
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the note. `start` is its first character's offset; `shown` is equally long."""

    number: int
    start: int
    text: str
    shown: str


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of the text that hold words, numbered as an editor would number them."""
    found, start = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        body = "".join(line.splitlines())
        if body.strip():
            found.append(Line(number, start, body, shown(body)))
        start += len(line)
    return tuple(found)


def shown(text: str) -> str:
    """The text with brackets of chat markup, and invisible characters, replaced one for one."""
    return _CONTROL.sub(" ", _SQUARE.sub("⟦", _ANGLE.sub(lambda m: "‹›"[m[0] == ">"], text)))


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
