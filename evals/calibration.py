"""Fitting a profile: counts, weights, trees and a threshold, judged on charts not fitted on.

When weights and trees are fitted, each chart's own labels are taken out of the counts that it
meets, as a new chart would meet them. Held-out scores come from folds: the charts of a fold are
scored by a profile fitted, counts and threshold too, on the other folds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from agent.coding.features import FEATURES, features
from agent.coding.profile import WEIGHED_AGAIN, Fit, Profile, weigh
from agent.coding.rivals import standings
from agent.coding.trees import Trees
from catalog import Catalog, CatalogView
from evals.boosting import Weights, boosted, weighed
from evals.goldsets import GoldSet
from evals.labelled import Counts, Labelled, count, evidence_of, kept, label
from evals.manifest import data_sha256

_FOLDS = 5
_THRESHOLDS = tuple(round(0.1 + 0.01 * step, 2) for step in range(61))
_CANDIDATES = 25


@dataclass(frozen=True, slots=True)
class Offered:
    """The codes that a chart's evidence offers and their features; the coders' codes."""

    codes: tuple[str, ...]
    values: NDArray[np.float64]
    gold: frozenset[str]

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which of the codes the coders gave."""
        return np.array([code in self.gold for code in self.codes], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Scored:
    """A chart's codes by probability, best first, and the threshold for proposing them."""

    ranked: tuple[tuple[float, str], ...]
    gold: frozenset[str]
    threshold: float = 0.0

    def at(self, threshold: float) -> tuple[int, int]:
        """How many codes reach a threshold, and how many of these are right."""
        reached = [code for chance, code in self.ranked[:WEIGHED_AGAIN] if chance >= threshold]
        return len(reached), len(self.gold.intersection(reached))


@dataclass(frozen=True, slots=True)
class Learner:
    """What is fitted to charts, short of the profile's file."""

    counts: Counts
    weights: Weights
    trees: Trees

    def scored(self, offered: Offered, threshold: float = 0.0) -> Scored:
        """The chart's codes, weighed as a profile does."""
        rows = offered.values.tolist()
        values = dict(zip(offered.codes, rows, strict=True))
        ranked = weigh(values, _log_odds(offered, self.weights), self.trees)
        return Scored(tuple(ranked), offered.gold, threshold)


def calibrated(goldset: GoldSet, name: str) -> Profile:
    """A profile fitted to the cases of a gold set that have codes.

    Raises ValueError saying why the set cannot be fitted to.
    """
    cases = [case for case in goldset.cases if case.codes is not None]
    days = {case.bundle.encounter.date_of_service for case in cases}
    if not days:
        raise ValueError("no case has codes on file")
    split = f", {goldset.split}" if goldset.split else ""
    about = {
        "goldset": f"{goldset.name}{split}",
        "data_sha256": data_sha256(cases),
        "code_set": max(days).isoformat(),
        "tool_version": version("chartaudit"),
    }
    places = goldset.places()
    with Catalog.open() as catalog:
        charts = [label(case, catalog, places.get(case.case_id)) for case in cases]
        return fit(charts, catalog.on(max(days)), name, about)


def fit(charts: Sequence[Labelled], view: CatalogView, name: str, about: dict[str, str]) -> Profile:
    """The profile of all charts, with its scores on them and, by folds, on charts held out.

    `about`: goldset, data_sha256, code_set, tool_version. Raises ValueError for fewer charts than
    folds, or when no gold code is among what the evidence offers.
    """
    if len(charts) < 2 * _FOLDS:
        raise ValueError(f"expected at least {2 * _FOLDS} labelled charts, found {len(charts)}")
    held_out = [scored for fold in range(_FOLDS) for scored in _score_fold(charts, fold, view)]
    learner, trained = _train(charts, view)
    threshold = _best_threshold(trained)
    counts, weights = learner.counts, learner.weights
    # Judged at thresholds chosen without the fold's own labels, as a user's new charts will be.
    return Profile(
        name=name,
        charts=len(charts),
        common=dict(sorted(counts.codes.items())),
        categories=dict(sorted(counts.categories.items())),
        priors=kept(counts),
        records=counts.records,
        mean=tuple(map(float, weights.mean)),
        scale=tuple(map(float, weights.scale)),
        weights=tuple(map(float, weights.weights)),
        intercept=weights.intercept,
        trees=learner.trees,
        threshold=threshold,
        train=_fit_of([Scored(s.ranked, s.gold, threshold) for s in trained]),
        held_out=_fit_of(held_out),
        **about,
    )


def _score_fold(charts: Sequence[Labelled], fold: int, view: CatalogView) -> list[Scored]:
    inside = [chart for place, chart in enumerate(charts) if place % _FOLDS == fold]
    outside = [chart for place, chart in enumerate(charts) if place % _FOLDS != fold]
    learner, trained = _train(outside, view)
    threshold = _best_threshold(trained)
    offered = [_offered(chart, learner.counts, view, own=False) for chart in inside]
    return [learner.scored(one, threshold) for one in offered]


def _train(charts: Sequence[Labelled], view: CatalogView) -> tuple[Learner, list[Scored]]:
    """What is learned of charts, and how it scores each of them."""
    counts = count(charts)
    offered = [_offered(chart, counts, view, own=True) for chart in charts]
    weights = weighed(
        np.vstack([one.values for one in offered]), np.concatenate([one.right for one in offered])
    )
    rows, right = [], []
    for one in offered:
        values = dict(zip(one.codes, one.values.tolist(), strict=True))
        standing = standings(_log_odds(one, weights))
        for code in list(standing)[:WEIGHED_AGAIN]:
            rows.append((*values[code], *standing[code]))
            right.append(code in one.gold)
    learner = Learner(counts, weights, boosted(np.array(rows), np.array(right)))
    return learner, [learner.scored(one) for one in offered]


def _offered(chart: Labelled, counts: Counts, view: CatalogView, *, own: bool) -> Offered:
    """What a chart's evidence offers; `own` takes the chart itself out of the counts."""
    found = evidence_of(chart, counts, own=own)
    codes = tuple(code for code in sorted(found) if view.is_billable(code))
    values = np.array([features(found[code], view) for code in codes], dtype=np.float64)
    return Offered(codes, values.reshape(len(codes), len(FEATURES)), chart.gold)


def _log_odds(offered: Offered, weights: Weights) -> dict[str, float]:
    return dict(zip(offered.codes, weights.log_odds(offered.values).tolist(), strict=True))


def _best_threshold(scored: Sequence[Scored]) -> float:
    """The threshold with the highest micro F1; of equals the higher, which proposes less."""
    gold = sum(len(one.gold) for one in scored)

    def f1(threshold: float) -> float:
        counted = [one.at(threshold) for one in scored]
        return 2 * sum(right for _, right in counted) / (sum(many for many, _ in counted) + gold)

    return max(_THRESHOLDS, key=lambda threshold: (f1(threshold), threshold))


def _fit_of(scored: Sequence[Scored]) -> Fit:
    counted = [one.at(one.threshold) for one in scored]
    proposed, right = (sum(column) for column in zip(*counted, strict=True))
    gold = sum(len(one.gold) for one in scored)
    among = sum(
        len(one.gold.intersection(code for _, code in one.ranked[:_CANDIDATES])) for one in scored
    )
    precision = right / proposed if proposed else 0.0
    recall = right / gold if gold else 0.0
    total = precision + recall
    return Fit(
        charts=len(scored),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / total if total else 0.0,
        among_candidates=among / gold if gold else 0.0,
    )
