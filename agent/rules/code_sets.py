"""Sets of codes written as ranges in the rules' data files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from catalog.data_files import load_yaml
from catalog.tabular.notes import CodeRange, references


class CodeSet:
    """Codes given as single codes, headings and ranges; a heading stands for all codes below it.

    >>> "E11.22" in CodeSet(["E08-E13", "I10"])
    True
    """

    def __init__(self, written: Iterable[str]) -> None:
        ranges: tuple[CodeRange, ...] = tuple(r for text in written for r in references(text))
        self._ranges = ranges
        self._covers = lru_cache(maxsize=8192)(self._find)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self._covers(code)

    def _find(self, code: str) -> bool:
        return any(found.covers(code) for found in self._ranges)


@lru_cache(maxsize=256)
def code_set(path: Path, key: str) -> CodeSet:
    """The set that a data file lists under a key, read once."""
    return CodeSet(load_yaml(path)[key])
