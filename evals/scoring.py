"""Scores of a run, from its predictions and gold alone: no chart is read, nothing is run again.

A new metric therefore scores old runs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.errors import UsageError
from catalog import Catalog
from evals.contracts import GoldLine, Manifest, Scores, Table
from evals.hierarchy import Hierarchy
from evals.metrics import all_figures, all_tables
from evals.run_folder import GOLD, MANIFEST, SCORES, RunFolder, write_whole
from evals.sample import Sample, Scored
from evals.stats import RESAMPLES, estimate


def score_run(folder: Path) -> None:
    """Score the run in the folder: write `scores.json` and `tables.json` beside its predictions.

    Raises UsageError when the folder holds no run, or one that is not finished.
    """
    cases = read_cases(folder)
    with Catalog.open() as catalog:
        scores, tables = score(cases, Hierarchy(catalog.tabular_list))
    flat = {key: found.model_dump() for key, found in scores.items()}
    write_whole(folder / SCORES, _as_json(flat))
    write_whole(folder / "tables.json", _as_json(tables))


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
    manifest = RunFolder(folder).manifest()
    if manifest is None:
        raise UsageError(f"{folder}: holds no {MANIFEST}, so it is no run; `eval run` makes one")
    return manifest


def read_cases(folder: Path) -> list[Scored]:
    """Gold beside prediction for every case of a finished run, in the order of gold.

    Raises UsageError when a file is missing or damaged, or when cases have no prediction yet.
    """
    read_manifest(folder)
    predictions = RunFolder(folder).finished()
    gold = _read_gold(folder / GOLD)
    missing = sum(line.case_id not in predictions for line in gold)
    if missing:
        raise UsageError(
            f"{folder}: {missing} of {len(gold)} cases have no prediction yet; "
            "give `eval run` the same arguments and folder again to finish the run"
        )
    return [Scored(line, predictions[line.case_id]) for line in gold]


def _read_gold(path: Path) -> list[GoldLine]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [GoldLine.model_validate_json(line) for line in lines]
    except (OSError, ValueError):
        # Told without the error's own text, which may hold what was being read.
        raise UsageError(f"{path}: is missing or damaged; run the cases again") from None


def _as_json(value: Any) -> str:
    return json.dumps(value, indent=2, sort_keys=True) + "\n"
