"""Web addresses and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_TOP = (
    r"(?:com|org|net|edu|gov|io|us|health|info|co|me|app|care|clinic|med|md|ca|uk|biz|tv|ly|gl"
    r"|dev|site|online|link|help|doctor|healthcare|mil|int|COM|ORG|NET|EDU|GOV)"
)
_URL = re.compile(r"(?<!\w)(?:(?:https?|ftp|sftp)://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_BARE = re.compile(
    rf"(?<![\w@.-])[A-Za-z0-9-]{{2,}}(?:\.[A-Za-z0-9-]+)*\.{_TOP}(?:/[^\s<>\"')\]]*)?(?![\w@])"
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,}(?!\w)")
#: A name at a service: figures, a dot or an underscore in it, or a colon before it.
_ACCOUNT = re.compile(
    r"\b(?:instagram|facebook|twitter|tiktok|skype|venmo|linkedin|snapchat|whatsapp|zelle"
    r"|user ?name|user ?id"
    r"|login|screen name|handle)\b(?:[ ](?:id|name|handle|is|account))*"
    r"(?::\s*|\s+(?=[\w.-]*[\d._]))(@?[\w.-]{3,40}\w)",
    re.IGNORECASE,
)
_CLOSING = ".,;:!?"


def web_address(passage: Passage) -> Iterator[Identifier]:
    """Addresses with a scheme or `www`, bare domains with a path or not, and `@handles`."""
    for pattern in (_URL, _BARE, _HANDLE):
        for found in pattern.finditer(passage.text):
            end = found.start() + len(found[0].rstrip(_CLOSING))
            yield Identifier(found.start(), end, Kind.WEB)
    for found in _ACCOUNT.finditer(passage.text):
        yield Identifier(*found.span(1), Kind.WEB)
