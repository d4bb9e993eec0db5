"""Codes by chapter of the Tabular List, and code by code.

Tables alone: gold, predicted and right codes, with precision, recall and F1 of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from evals.contracts import Row, Scores, Table
from evals.figures import Figure
from evals.sample import Sample


class Counts(NamedTuple):
    """Codes of one place: in gold, predicted, and both."""

    gold: int
    predicted: int
    right: int

    def row(self) -> Row:
        """The counts with precision, recall and F1; null where nothing can be divided."""
        return {
            **self._asdict(),
            "precision": self.right / self.predicted if self.predicted else None,
            "recall": self.right / self.gold if self.gold else None,
            "f1": 2 * self.right / (self.gold + self.predicted),
        }


def measure(sample: Sample) -> list[Figure]:
    return []


def tables(sample: Sample, scores: Scores) -> dict[str, Table]:
    """By chapter in the order of the Tabular List; by code, those most often in gold first."""
    chapters = _counted(sample, sample.hierarchy.chapter)
    codes = _counted(sample, lambda code: code)
    return {
        "chapters": [
            {"chapter": chapter, "title": sample.hierarchy.chapter_title(chapter), **counts.row()}
            for chapter, counts in sorted(chapters.items(), key=_printed_order)
        ],
        "codes": [
            {"code": code, **counts.row()}
            for code, counts in sorted(codes.items(), key=lambda row: (-row[1].gold, row[0]))
        ],
    }


def _counted(sample: Sample, place: Callable[[str], str]) -> dict[str, Counts]:
    """Gold, predicted and right codes by the place of the code."""
    coded = [case for case in sample if case.has_codes]

    def count(sets: Iterable[frozenset[str]]) -> Counter[str]:
        return Counter(place(code) for codes in sets for code in codes)

    gold = count(case.gold_codes for case in coded)
    predicted = count(case.predicted for case in coded)
    right = count(case.gold_codes & case.predicted for case in coded)
    return {
        name: Counts(gold[name], predicted[name], right[name]) for name in sorted(gold | predicted)
    }


def _printed_order(row: tuple[str, Counts]) -> tuple[int, str]:
    """Chapters by their number; codes that stand in none come last."""
    digits = row[0].removeprefix("CH")
    return (int(digits), "") if digits.isdigit() else (1_000, row[0])
