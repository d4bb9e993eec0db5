"""A rule's manual page, read from its docstring, so that a report can carry it."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

from agent.rules import Rule

_LABEL = r"[A-Z][a-z]+(?: [a-z]+)?:\s"


@dataclass(frozen=True, slots=True)
class Manual:
    """What a rule's page says: opening paragraphs, then labelled parts in the author's order."""

    opening: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]


def manual(rule: Rule) -> Manual:
    """The rule's docstring in its parts.

    Below the first line, a line that begins with one or two words and a colon, such as `Catches:`,
    opens a part; it runs to the next such line or to an empty one.
    """
    first, _, rest = (inspect.getdoc(rule) or "").partition("\n\n")
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
