"""Email addresses, also those spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_WRITTEN = re.compile(r"(?<![\w.+-])[\w.+%'-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_SPELLED = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?: dot [\w-]{1,64}){0,4}\s?"
    r"(?:\[at\]|\(at\)| at )\s?[\w-]+(?:\s?(?:\[dot\]|\(dot\)"
    r"| dot )\s?[\w-]+)+",
    re.IGNORECASE,
)


def email_address(passage: Passage) -> Iterator[Identifier]:
    """`someone@somewhere.org`, and `someone at somewhere dot org`."""
    for pattern in (_WRITTEN, _SPELLED):
        for found in pattern.finditer(passage.text):
            yield Identifier(found.start(), found.end(), Kind.EMAIL)
