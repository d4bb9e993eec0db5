"""Bounds on a run's figures, for continuous integration."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from agent.errors import UsageError
from evals.contracts import Estimate, Scores
from evals.run_folder import SCORES

#: Names short enough for a command line, to the keys of `scores.json`.
SHORT_NAMES: Mapping[str, str] = {
    "micro_precision": "codes.micro.precision",
    "micro_recall": "codes.micro.recall",
    "micro_f1": "codes.micro.f1",
    "macro_f1": "codes.macro.f1",
    "subcategory_f1": "codes.subcategory.micro.f1",
    "category_f1": "codes.category.micro.f1",
    "hallucinated": "codes.hallucinated",
    "recall_at_25": "retrieval.recall_at.25",
    "findings_precision": "findings.micro.precision",
    "findings_recall": "findings.micro.recall",
    "findings_f1": "findings.micro.f1",
    "fix_correct": "findings.fix_correct",
    "evidence_f1": "evidence.overlap.f1",
    "quote_validity": "evidence.quote_validity",
    "citation_validity": "citations.validity",
    "code_over_code": "accuracy.code_over_code",
    "case_over_case": "accuracy.case_over_case",
    "ece": "calibration.ece",
    "failed": "cases.failed",
    "seconds_p95": "usage.seconds.p95",
    "cost_usd": "usage.cost_usd",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """The least or the greatest value that a figure may have."""

    key: str
    limit: float
    least: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bound, and the value that it was held against; None where the set cannot measure it."""

    bound: Bound
    value: float | None

    @property
    def met(self) -> bool:
        """A figure without a value meets no bound: nothing was shown."""
        if self.value is None:
            return False
        if self.bound.least:
            return self.value >= self.bound.limit
        return self.value <= self.bound.limit

    def __str__(self) -> str:
        value = "no value: the set cannot measure it" if self.value is None else f"{self.value:.4f}"
        wanted = "at least" if self.bound.least else "at most"
        met = "met" if self.met else "MISSED"
        return f"{met:<6}  {self.bound.key}: {value}, {wanted} {self.bound.limit:g}"


def judge(
    folder: Path, least: Iterable[str], most: Iterable[str], *, on_low: bool = False
) -> list[Verdict]:
    """Hold each bound (`NAME=NUMBER`) against the scores of the run in the folder.

    With `on_low` the end of the 95% interval that is nearer to failing is held against the bound,
    where the figure has an interval. Raises UsageError for a folder without scores, a name that
    is no figure of the run, and a bound that is none.
    """
    scores = read_scores(folder)
    bounds = [_bound(text, scores, least=True) for text in least]
    bounds += [_bound(text, scores, least=False) for text in most]
    if not bounds:
        raise UsageError("give at least one bound, such as --min micro_f1=0.45")
    return [Verdict(bound, _held(scores[bound.key], bound, on_low)) for bound in bounds]


def read_scores(folder: Path) -> Scores:
    """The scores of a run. Raises UsageError when the folder holds none."""
    path = folder / SCORES
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            f"{folder}: holds no {SCORES}; write it with: chartaudit eval score {folder}"
        ) from None
    except (OSError, ValueError):
        raise UsageError(
            f"{path}: cannot be read; write it again with: chartaudit eval score {folder}"
        ) from None
    return {key: Estimate.model_validate(value) for key, value in loaded.items()}


def _bound(text: str, scores: Scores, *, least: bool) -> Bound:
    option = "--min" if least else "--max"
    name, _, number = text.partition("=")
    try:
        limit = float(number)
    except ValueError:
        limit = math.nan
    if math.isnan(limit):
        raise UsageError(f"{option} {text}: expected NAME=NUMBER, such as micro_f1=0.45")
    key = SHORT_NAMES.get(name.strip(), name.strip())
    if key not in scores:
        near = get_close_matches(name.strip(), [*SHORT_NAMES, *scores], n=5, cutoff=0.4)
        hint = f"; near it: {', '.join(near)}" if near else ""
        raise UsageError(f"{option} {text}: the run has no figure {name.strip()}{hint}")
    return Bound(key, limit, least)


def _held(found: Estimate, bound: Bound, on_low: bool) -> float | None:
    end = found.low if bound.least else found.high
    return end if on_low and end is not None else found.value
