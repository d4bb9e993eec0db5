"""Web addresses and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_TOP = r"(?:com|org|net|edu|gov|io|us|health|info|co|me|app|care|clinic|med|md)"
_URL = re.compile(r"(?<!\w)(?:(?:https?|ftp|sftp)://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_BARE = re.compile(
    rf"(?<![\w@.-])[A-Za-z0-9-]{{2,}}(?:\.[A-Za-z0-9-]+)*\.{_TOP}(?:/[^\s<>\"')\]]*)?(?![\w@])"
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,}(?!\w)")
_CLOSING = ".,;:!?"


def web_address(passage: Passage) -> Iterator[Identifier]:
    """Addresses with a scheme or `www`, bare domains with a path or not, and `@handles`."""
    for pattern in (_URL, _BARE, _HANDLE):
        for found in pattern.finditer(passage.text):
            end = found.start() + len(found[0].rstrip(_CLOSING))
            yield Identifier(found.start(), end, Kind.WEB)
