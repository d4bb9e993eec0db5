"""Fitting a profile: priors, weights and a threshold, judged on charts they were not fitted on.

Priors are counted over all charts; when the weights are fitted, each chart's own labels are taken
out of the priors that it meets, as a new chart would meet them. Held-out scores come from folds:
the charts of a fold are scored by a profile fitted, priors and threshold too, on the other folds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from agent.coding.evidence import FEATURES, Learned, Prior, Record, features, gather
from agent.coding.offline import OfflineCoder
from agent.coding.profile import USUAL, Fit, Profile, by_category
from agent.coding.profiled import spoken_wordings
from agent.coding.sources import SOURCES, Offers, offers_of
from agent.context import AuditContext
from agent.reading import read
from catalog import Catalog, CatalogView
from evals.contracts import GoldCase
from evals.goldsets import GoldSet
from evals.manifest import data_sha256

#: A wording takes part when it stands in at least so many charts, and at most so large a share.
_LEAST_CHARTS = 2
_MOST_SHARE = 0.3
#: A prior takes part when at least so many charts, and so large a share of them, have the code.
_LEAST_CODED = 2
_LEAST_SHARE = 0.03
_STRENGTH = 0.1
_FOLDS = 5
_THRESHOLDS = tuple(round(0.1 + 0.01 * step, 2) for step in range(61))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A chart's wordings and the codes that it offers, with the human coders' codes."""

    gold: frozenset[str]
    wordings: frozenset[str]
    offers: Offers


@dataclass(frozen=True, slots=True)
class Counts:
    """Charts by wording, by code, and by both; and each source's record, by code and category."""

    charts: int
    wordings: Counter[str]
    codes: Counter[str]
    both: dict[str, Counter[str]]
    records: dict[str, dict[str, tuple[int, int]]]
    alike: dict[str, dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted logistic regression over standardised features."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    intercept: float

    def probabilities(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        scores = ((values - self.mean) / self.scale) @ self.weights + self.intercept
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))


@dataclass(frozen=True, slots=True)
class Offered:
    """The codes that a chart's evidence offers, their features, and which of them are gold."""

    codes: tuple[str, ...]
    values: NDArray[np.float64]
    right: NDArray[np.bool_]
    gold: int


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
    with Catalog.open() as catalog:
        return fit([label(case, catalog) for case in cases], catalog.on(max(days)), name, about)


def label(case: GoldCase, catalog: Catalog) -> Labelled:
    """Read and code one gold case."""
    view = catalog.on(case.bundle.encounter.date_of_service)
    documents = tuple(read(document, view) for document in case.bundle.documents)
    context = AuditContext(case.bundle, view, documents)
    return Labelled(
        frozenset(code.code for code in case.codes or ()),
        frozenset(spoken_wordings(context)),
        offers_of(context, OfflineCoder().propose(context).proposals),
    )


def fit(charts: Sequence[Labelled], view: CatalogView, name: str, about: dict[str, str]) -> Profile:
    """The profile of all charts, with its scores on them and, by folds, on charts held out.

    `about`: goldset, data_sha256, code_set, tool_version. Raises ValueError for fewer charts than
    folds, or when no gold code is among what the evidence offers.
    """
    if len(charts) < 2 * _FOLDS:
        raise ValueError(f"expected at least {2 * _FOLDS} labelled charts, found {len(charts)}")
    held_out = [
        offered_with_chance
        for fold in range(_FOLDS)
        for offered_with_chance in _score_fold(charts, fold, view)
    ]
    counts, weights, trained = _train(charts, view)
    threshold = _best_threshold(trained)
    # Judged at thresholds chosen without the fold's own labels, as a user's new charts will be.
    return Profile(
        name=name,
        charts=len(charts),
        common=dict(sorted(counts.codes.items())),
        priors=_kept(counts),
        records=counts.records,
        mean=tuple(map(float, weights.mean)),
        scale=tuple(map(float, weights.scale)),
        weights=tuple(map(float, weights.weights)),
        intercept=weights.intercept,
        threshold=threshold,
        train=_fit_of([(o, chance, threshold) for o, chance in trained]),
        held_out=_fit_of(held_out),
        **about,
    )


def _score_fold(
    charts: Sequence[Labelled], fold: int, view: CatalogView
) -> list[tuple[Offered, NDArray[np.float64], float]]:
    inside = [chart for place, chart in enumerate(charts) if place % _FOLDS == fold]
    outside = [chart for place, chart in enumerate(charts) if place % _FOLDS != fold]
    counts, weights, trained = _train(outside, view)
    threshold = _best_threshold(trained)
    offered = [_offered(chart, counts, view, own=False) for chart in inside]
    return [(o, weights.probabilities(o.values), threshold) for o in offered]


def _train(
    charts: Sequence[Labelled], view: CatalogView
) -> tuple[Counts, Weights, list[tuple[Offered, NDArray[np.float64]]]]:
    counts = _count(charts)
    offered = [_offered(chart, counts, view, own=True) for chart in charts]
    weights = _weigh(offered)
    return counts, weights, [(o, weights.probabilities(o.values)) for o in offered]


def _count(charts: Sequence[Labelled]) -> Counts:
    wordings: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for chart in charts:
        wordings.update(chart.wordings)
        codes.update(chart.gold)
    most = max(_LEAST_CHARTS, int(_MOST_SHARE * len(charts)))
    both: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for chart in charts:
        for wording in chart.wordings:
            if _LEAST_CHARTS <= wordings[wording] <= most:
                both[wording].update(chart.gold)
    records = {source: _record(charts, source) for source in SOURCES}
    alike = {source: by_category(records[source]) for source in SOURCES}
    return Counts(len(charts), wordings, codes, dict(both), records, alike)


def _record(charts: Sequence[Labelled], source: str) -> dict[str, tuple[int, int]]:
    """For each code the charts for which the source offers it, and of those the ones with it."""
    offered: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for chart in charts:
        codes = chart.offers.of(source)
        offered.update(codes)
        right.update(codes & chart.gold)
    return {code: (count, right[code]) for code, count in sorted(offered.items())}


def _kept(counts: Counts) -> dict[str, tuple[int, dict[str, int]]]:
    """The priors strong enough to take part, by wording."""
    kept: dict[str, tuple[int, dict[str, int]]] = {}
    for wording in sorted(counts.both):
        charts = counts.wordings[wording]
        codes = {
            code: coded
            for code, coded in sorted(counts.both[wording].items())
            if _takes_part(Prior(wording, charts, coded))
        }
        if codes:
            kept[wording] = (charts, codes)
    return kept


def _takes_part(prior: Prior) -> bool:
    return prior.coded >= _LEAST_CODED and prior.share >= _LEAST_SHARE


def _offered(chart: Labelled, counts: Counts, view: CatalogView, *, own: bool) -> Offered:
    """What a chart's evidence offers; `own` takes the chart itself out of the counts."""
    priors: defaultdict[str, list[Prior]] = defaultdict(list)
    for wording in sorted(chart.wordings):
        for code, coded in counts.both.get(wording, {}).items():
            mine = own and code in chart.gold
            prior = Prior(wording, counts.wordings[wording] - own, coded - mine)
            if _takes_part(prior):
                priors[code].append(prior)
    found = gather(priors, chart.offers, _learned(chart, counts, own=own))
    codes = tuple(code for code in sorted(found) if view.is_billable(code))
    values = np.array([features(found[code], view) for code in codes], dtype=np.float64)
    return Offered(
        codes,
        values.reshape(len(codes), len(FEATURES)),
        np.array([code in chart.gold for code in codes], dtype=np.bool_),
        len(chart.gold),
    )


def _learned(chart: Labelled, counts: Counts, *, own: bool) -> Learned:
    """What the counts tell of codes; `own` takes the chart itself out of them."""
    offered = {source: chart.offers.of(source) for source in SOURCES}
    alike = {
        source: by_category({code: (1, int(code in chart.gold)) for code in offered[source]})
        for source in SOURCES
    }

    def count(code: str) -> int:
        return counts.codes[code] - (own and code in chart.gold)

    def common(code: str) -> tuple[float, bool]:
        return (count(code) + 0.5) / (counts.charts - own + 1), count(code) > 0

    def record(source: str, code: str) -> Record:
        all_offered, right = counts.records[source].get(code, (0, 0))
        all_alike, alike_right = counts.alike[source].get(code[:3], (0, 0))
        if own and code in offered[source]:
            mine = alike[source][code[:3]]
            return Record(
                all_offered - 1,
                right - (code in chart.gold),
                all_alike - mine[0],
                alike_right - mine[1],
            )
        return Record(all_offered, right, all_alike, alike_right)

    return Learned(common, record, tuple(code for code in counts.codes if count(code) >= USUAL))


def _weigh(offered: Sequence[Offered]) -> Weights:
    values = np.vstack([o.values for o in offered])
    right = np.concatenate([o.right for o in offered])
    if not right.any() or right.all():
        raise ValueError("the labelled codes do not tell right candidates from wrong ones")
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=_STRENGTH, max_iter=100, solver="newton-cholesky").fit(
        (values - mean) / scale, right
    )
    return Weights(mean, scale, model.coef_[0], float(model.intercept_[0]))


def _best_threshold(scored: Sequence[tuple[Offered, NDArray[np.float64]]]) -> float:
    """The threshold with the highest micro F1; of equals the higher, which proposes less."""
    chances = np.concatenate([chance for _, chance in scored])
    right = np.concatenate([o.right for o, _ in scored])
    gold = sum(o.gold for o, _ in scored)
    best = max(
        (2 * int((right & (chances >= t)).sum()) / (int((chances >= t).sum()) + gold), t)
        for t in _THRESHOLDS
    )
    return best[1]


def _fit_of(scored: Sequence[tuple[Offered, NDArray[np.float64], float]]) -> Fit:
    right = sum(int((o.right & (chance >= t)).sum()) for o, chance, t in scored)
    proposed = sum(int((chance >= t).sum()) for _, chance, t in scored)
    gold = sum(o.gold for o, _, _ in scored)
    precision = right / proposed if proposed else 0.0
    recall = right / gold if gold else 0.0
    total = precision + recall
    return Fit(
        charts=len(scored),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / total if total else 0.0,
    )
