"""A manual page read from a docstring, a rule's for one, so that a report can carry it."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

_LABEL = r"[A-Z][a-z]+(?: [a-z]+)?:\s"


@dataclass(frozen=True, slots=True)
class Manual:
    """What a page says: opening paragraphs, then labelled parts in the author's order."""

    opening: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]


def manual(documented: object) -> Manual:
    """The docstring of a rule, or of whatever is documented as rules are, in its parts.

    Below the first line, a line that begins with one or two words and a colon, such as `Catches:`,
    opens a part; it runs to the next such line or to an empty one.
    """
    first, _, rest = (inspect.getdoc(documented) or "").partition("\n\n")
    opening: list[str] = [" ".join(first.split())] if first else []
    parts: list[tuple[str, str]] = []
    for block in re.split(r"\n\s*\n", rest):
        for piece in re.split(rf"\n(?={_LABEL})", block.strip()):
            words = " ".join(piece.replace("``", "`").split())
            if re.match(_LABEL, words):
                label, _, text = words.partition(":")
                parts.append((label, text.strip()))
            elif words:
                opening.append(words)
    return Manual(tuple(opening), tuple(parts))
