"""Internet Protocol and hardware addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_FOUR = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{2,5}|/\d\d?)?(?![\w]|\.\d)")
_SIX = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_HARDWARE = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])")


def internet_address(passage: Passage) -> Iterator[Identifier]:
    """IPv4, IPv6 and MAC addresses; a time of day such as `10:30:15` is none."""
    for found in _FOUR.finditer(passage.text):
        yield Identifier(found.start(), found.end(), Kind.INTERNET)
    for found in _SIX.finditer(passage.text):
        if _is_address(found[0]):
            yield Identifier(found.start(), found.end(), Kind.INTERNET)
    for found in _HARDWARE.finditer(passage.text):
        yield Identifier(found.start(), found.end(), Kind.INTERNET)


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return any(c.isalnum() for c in text)
