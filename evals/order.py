"""Fits the order of candidates to labelled charts, and writes it where the package reads it.

python -m evals.order codiesp:GOLD/codiesp --split train

Judge it on other charts: `python -m evals.ceiling`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from agent.coding.offline import OfflineCoder
from agent.coding.order import FILE, Tree
from agent.coding.standing import FEATURES, standings
from agent.pipeline import read_and_code
from catalog import Catalog
from evals.goldsets import GoldSet, open_goldset
from evals.manifest import data_sha256

_TREES, _LEAVES, _RATE = 60, 15, 0.1
#: Candidates that a leaf must hold, over all charts.
_LEAST = 40
_DIGITS = 4


def labelled(goldset: GoldSet) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Each candidate of each chart: its features, and whether the human coders gave it."""
    with Catalog.open() as catalog:
        for case in goldset.cases:
            if case.codes is None:
                continue
            gold = {code.code for code in case.codes}
            view = catalog.on(case.bundle.encounter.date_of_service)
            context, _ = read_and_code(case.bundle, view, OfflineCoder())
            for code, standing in standings(context).items():
                yield standing.features, code in gold


def fit(rows: list[tuple[tuple[float, ...], bool]]) -> tuple[list[Tree], list[tuple[str, float]]]:
    """The trees, and how much each feature counts in them, most first."""
    values = np.array([features for features, _ in rows])
    right = np.array([gold for _, gold in rows])
    model = GradientBoostingClassifier(
        n_estimators=_TREES,
        learning_rate=_RATE,
        max_leaf_nodes=_LEAVES,
        max_depth=None,
        min_samples_leaf=_LEAST,
        random_state=0,
    ).fit(values, right)
    counts = sorted(zip(FEATURES, model.feature_importances_, strict=True), key=lambda f: -f[1])
    return [_tree(each.tree_) for each in model.estimators_[:, 0]], counts


def _tree(fitted: Any) -> Tree:
    """scikit-learn's arrays as ours; values are shrunk by the rate, as its own prediction does."""
    return Tree(
        tuple(max(0, int(feature)) for feature in fitted.feature),
        tuple(round(float(threshold), _DIGITS) for threshold in fitted.threshold),
        tuple(int(node) for node in fitted.children_left),
        tuple(int(node) for node in fitted.children_right),
        tuple(round(_RATE * float(value), _DIGITS) for value in fitted.value[:, 0, 0]),
    )


def main(arguments: list[str] | None = None) -> int:
    """Fit, write the file, and print what counts."""
    parser = argparse.ArgumentParser(prog="python -m evals.order", description=__doc__)
    parser.add_argument("goldset")
    parser.add_argument("--split")
    parser.add_argument("--out", type=Path, default=FILE)
    chosen = parser.parse_args(arguments)
    goldset = open_goldset(chosen.goldset, chosen.split)
    rows = list(labelled(goldset))
    trees, counts = fit(rows)
    told = {
        "goldset": f"{goldset.name.partition(':')[0]}, {goldset.split or 'whole'}",
        "data_sha256": data_sha256([case for case in goldset.cases if case.codes is not None]),
        "candidates": len(rows),
        "features": FEATURES,
        "trees": [tree._asdict() for tree in trees],
    }
    chosen.out.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")
    for name, share in counts:
        print(f"{share:6.3f}  {name}")
    print(f"{len(rows):6}  candidates, of which {sum(gold for _, gold in rows)} are right")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
