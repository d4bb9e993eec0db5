"""Codes of external burns and corrosions taken apart: degree, kind and site."""

from __future__ import annotations

#: External burns with a degree, T20 to T25; the first character after the dot is the degree, 0
#: open, 1 to 3; corrosions have 4 more.
EXTERNAL = ("T20", "T21", "T22", "T23", "T24", "T25")
EXTENT = ("T31", "T32")
_CORROSION = 4


def degree_of(code: str) -> int:
    """1 to 3; 0 where the code leaves the degree open."""
    return int(code[4]) % _CORROSION


def is_corrosion(code: str) -> bool:
    """Whether the code is of a chemical burn."""
    return code.startswith("T32") or (code.startswith(EXTERNAL) and int(code[4]) >= _CORROSION)


def place_of(code: str) -> tuple[str, bool, str]:
    """Equal for burns, or corrosions, of one site and side in one phase of care."""
    return code[:3], is_corrosion(code), code[5:]
