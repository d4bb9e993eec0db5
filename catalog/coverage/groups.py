"""What the paragraph above a group of covered diagnoses says of it, in so far as it is plain.

A paragraph may name the procedures that the group is for, or say that a diagnosis of it is only
enough beside one of another group. What is not plain is left open: the group is then for all the
article's procedures, and each of its diagnoses enough. The paragraph itself is not kept, because it
may hold descriptions of procedures.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

_TAG = re.compile(r"<[^>]+>")
_PROCEDURE = re.compile(r"\b(?:[A-Z]\d{4}|\d{5}|\d{4}[A-Z])\b")
_GROUP = r"group\s*(\d+)"
#: `a code from Group 1 and a code from Group 2 ... required`, in either order of the words.
_BOTH = re.compile(
    rf"(?:require[sd]?|must|both)\b[^.]{{0,160}}?\b{_GROUP}\b[^.]{{0,160}}?\band\b[^.]{{0,160}}?"
    rf"\b{_GROUP}\b",
    re.IGNORECASE,
)
_SECONDARY = re.compile(r"\bsecondary\s+diagnos\w+(?:\s+codes?)?\s*:?\s*$", re.IGNORECASE)
_PRIMARY = re.compile(r"\bprimary\s+diagnos\w+(?:\s+codes?)?\s*:?\s*$", re.IGNORECASE)


class Said(NamedTuple):
    """Procedures that a paragraph names, and the two groups of which one code each is asked."""

    procedures: frozenset[str]
    together: frozenset[int]
    role: str


def said(paragraph: str) -> Said:
    """What a paragraph plainly says."""
    text = plain(paragraph)
    both = _BOTH.search(text)
    role = "second" if _SECONDARY.search(text) else "first" if _PRIMARY.search(text) else ""
    return Said(
        frozenset(_PROCEDURE.findall(text.upper())),
        frozenset(int(number) for number in both.groups()) if both else frozenset(),
        role,
    )


def plain(paragraph: str) -> str:
    """The paragraph without markup, as one line."""
    return " ".join(_TAG.sub(" ", html.unescape(html.unescape(paragraph))).split())
