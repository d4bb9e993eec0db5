"""Scores of a run, from its predictions and gold alone: no chart is read, nothing is run again.

A new metric therefore scores old runs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agent.errors import UsageError
from catalog import Catalog
from evals.contracts import GoldLine, Manifest, Prediction, Scores, Table
from evals.hierarchy import Hierarchy
from evals.metrics import all_figures, all_tables
from evals.sample import Sample, Scored
from evals.stats import RESAMPLES, estimate

Line = TypeVar("Line", bound=BaseModel)


def score_run(folder: Path) -> None:
    """Score the run in the folder: write `scores.json` and `tables.json` beside its predictions.

    Raises UsageError when the folder holds no run, or one that is not finished.
    """
    cases = read_cases(folder)
    with Catalog.open() as catalog:
        scores, tables = score(cases, Hierarchy(catalog.tabular_list))
    _write(folder / "scores.json", {key: found.model_dump() for key, found in scores.items()})
    _write(folder / "tables.json", tables)


def score(
    cases: Sequence[Scored],
    hierarchy: Hierarchy,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> tuple[Scores, dict[str, Table]]:
    """Every figure with its interval, by key, and every table, by name. Pure."""
    # Sorted, so that the seeded draws do not depend on the order of cases.
    sample = Sample(sorted(cases, key=lambda case: case.case_id), hierarchy)
    scores = estimate(all_figures(sample), sample.clusters, seed, resamples)
    return scores, all_tables(sample, scores)


def read_manifest(folder: Path) -> Manifest:
    """What the run rests on. Raises UsageError when the folder holds no run."""
    path = folder / "manifest.json"
    return _parsed(Manifest, _text(path), str(path))


def read_cases(folder: Path) -> list[Scored]:
    """Gold beside prediction for every case of a finished run, in the order of gold.

    Raises UsageError when a file is missing or damaged, or when cases have no prediction yet.
    """
    read_manifest(folder)
    predictions = {line.case_id: line for line in _lines(folder / "predictions.jsonl", Prediction)}
    gold = _lines(folder / "gold.jsonl", GoldLine)
    missing = sum(line.case_id not in predictions for line in gold)
    if missing:
        raise UsageError(
            f"{folder}: {missing} of {len(gold)} cases have no prediction yet; "
            "give `eval run` the same arguments and folder again to finish the run"
        )
    return [Scored(line, predictions[line.case_id]) for line in gold]


def _lines(path: Path, model: type[Line]) -> list[Line]:
    return [
        _parsed(model, line, f"{path}, line {number}")
        for number, line in enumerate(_text(path).splitlines(), 1)
        if line.strip()
    ]


def _parsed(model: type[Line], text: str, source: str) -> Line:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the line"
        raise UsageError(f"{source}: {field}: {first['msg']}; run the cases again") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(
            f"{path.parent}: holds no {path.name}, so it is no run; `eval run` writes one"
        ) from None


def _write(path: Path, value: Any) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    partial.replace(path)
