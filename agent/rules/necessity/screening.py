"""Studies that have one procedure code for screening and another where something is suspected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog.data_files import load_yaml

_PAIRS = Path(__file__).parent / "screening_pairs.yaml"


@dataclass(frozen=True, slots=True)
class ScreeningPair:
    """The two procedures of a study, and the beginnings of the diagnoses that mean screening."""

    label: str
    diagnostic: tuple[str, ...]
    screening: tuple[str, ...]
    screening_diagnoses: tuple[str, ...]

    def is_screening(self, code: str) -> bool:
        return code.startswith(self.screening_diagnoses)


@cache
def screening_pairs() -> tuple[ScreeningPair, ...]:
    """Every pair of the table."""
    return tuple(
        ScreeningPair(
            entry["label"],
            tuple(entry["diagnostic"]),
            tuple(entry["screening"]),
            tuple(entry["screening_diagnoses"]),
        )
        for entry in load_yaml(_PAIRS)["pairs"]
    )
