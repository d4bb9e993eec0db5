"""Codes that the Official Guidelines keep from the first place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from catalog.codes import compact
from catalog.data_files import load_yaml

_FILE = Path(__file__).parent / "secondary_only.yaml"


@dataclass(frozen=True, slots=True)
class SecondaryOnly:
    """A guideline that keeps codes from the first place, and whether it leaves no room."""

    citation: str
    codes: tuple[str, ...]
    firmly: bool
    why: str


@cache
def _listed() -> tuple[SecondaryOnly, ...]:
    return tuple(
        SecondaryOnly(entry["citation"], tuple(entry["codes"]), entry["firmly"], entry["why"])
        for entry in load_yaml(_FILE)["entries"]
    )


@lru_cache(maxsize=8192)
def secondary_only(code: str) -> SecondaryOnly | None:
    """The guideline that keeps the code from the first place, or None.

    >>> secondary_only("Z68.41").citation
    'OCG:I.B.14'
    """
    bare = compact(code)
    return next(
        (entry for entry in _listed() if any(bare.startswith(compact(c)) for c in entry.codes)),
        None,
    )
