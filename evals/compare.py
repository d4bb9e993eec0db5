"""Two runs over the same cases: what differs, by how much, and whether chance could do that."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from agent.errors import UsageError
from agent.models import Strict
from catalog import Catalog
from evals.contracts import Manifest
from evals.decisions import Decision, What, by_code, decide
from evals.figures import Figure, Kind
from evals.hierarchy import Hierarchy
from evals.metrics import all_figures
from evals.sample import Floats, Sample, Scored
from evals.scoring import read_cases, read_manifest
from evals.significance import Paired, cohens_h, difference, holm, mcnemar, odds_ratio
from evals.stats import Clusters, count_clusters, pair

#: Figures that are tested. Others are shown with their interval alone, so that a correction for
#: many tests is not spent on figures nobody decides by. `stages.kept` is left out: it is the micro
#: recall of codes by another name.
TESTED = (
    "codes.micro.",
    "codes.macro.",
    "codes.subcategory.micro.",
    "codes.category.micro.",
    "retrieval.recall_at.",
    "stages.mention",
    "stages.candidate",
    "stages.selected",
    "findings.micro.",
    "findings.fix_correct",
    "evidence.exact.f1",
    "evidence.overlap.f1",
    "accuracy.",
    "calibration.ece",
)
_NAMED_CASES = 5
#: What of a manifest may make two runs differ.
_SETTINGS = ("config", "releases", "rules", "prompts", "tool_version", "code_sha256")
_SHORT = 12
_MOST_NAMED = 8


class Difference(Strict):
    """One figure of both runs. `effect` is Cohen's h, for shares alone."""

    key: str
    a: float | None
    b: float | None
    difference: float | None = Field(description="B less A.")
    low: float | None = None
    high: float | None = None
    effect: float | None = None
    p: float | None = Field(default=None, description="Of the paired permutation test.")
    p_holm: float | None = Field(default=None, description="Corrected over all tested figures.")


class Discordance(Strict):
    """Decisions of a kind that only one run has right, with McNemar's exact test.

    Its p takes decisions as independent, which codes of one case are not: where it and the
    permutation test disagree, believe the latter.
    """

    decisions: str = Field(description="codes, cases, gold findings, or one code.")
    both: int
    only_a: int
    only_b: int
    neither: int
    odds_ratio: float | None
    p: float
    p_holm: float | None = Field(default=None, description="Corrected over all codes listed.")


class Change(Strict):
    """A decision that is right in one run and wrong in the other."""

    case_id: str
    what: What
    code: str = Field(description="The code; of a finding, category and code; of a case, empty.")
    change: Literal["to right", "to wrong"] = Field(description="From run A to run B.")


class Comparison(Strict):
    """Run B against run A."""

    run_a: str = ""
    run_b: str = ""
    cases: int
    settings: tuple[str, ...] = Field(
        default=(), description="Fields of the manifests that differ."
    )
    figures: tuple[Difference, ...]
    discordant: tuple[Discordance, ...]
    codes: tuple[Discordance, ...] = Field(description="Codes on which the runs disagree.")
    changes: tuple[Change, ...]


def compare_runs(folder_a: Path, folder_b: Path) -> Comparison:
    """Compare two finished runs. Raises UsageError when they are not over the same cases."""
    manifest_a, manifest_b = read_manifest(folder_a), read_manifest(folder_b)
    if manifest_a.data_sha256 != manifest_b.data_sha256:
        raise UsageError(
            f"{folder_a} and {folder_b} are not over the same data: "
            f"{_data(manifest_a)} and {_data(manifest_b)}; run both on one gold set, with the "
            "same --split, --on and --limit"
        )
    cases_a, cases_b = read_cases(folder_a), read_cases(folder_b)
    refuse_other_cases(cases_a, cases_b)
    with Catalog.open() as catalog:
        found = compare(cases_a, cases_b, Hierarchy(catalog.tabular_list))
    settings = tuple(differing(manifest_a, manifest_b))
    update = {"run_a": str(folder_a), "run_b": str(folder_b), "settings": settings}
    return found.model_copy(update=update)


def refuse_other_cases(cases_a: Sequence[Scored], cases_b: Sequence[Scored]) -> None:
    """Raise UsageError, naming some, where one run has cases that the other has not."""
    ids_a, ids_b = ({case.case_id for case in cases} for cases in (cases_a, cases_b))
    for here, there, name in ((ids_a, ids_b, "second"), (ids_b, ids_a, "first")):
        missing = sorted(here - there)
        if missing:
            shown = ", ".join(missing[:_NAMED_CASES])
            more = f" and {len(missing) - _NAMED_CASES} more" if len(missing) > _NAMED_CASES else ""
            raise UsageError(
                f"the {name} run lacks {len(missing)} cases of the other: {shown}{more}; only runs "
                "over the same cases can be compared"
            )


def compare(
    cases_a: Sequence[Scored], cases_b: Sequence[Scored], hierarchy: Hierarchy, seed: int = 0
) -> Comparison:
    """Run B against run A over the same cases, in any order. Pure."""
    ordered_a, ordered_b = (
        sorted(cases, key=lambda case: case.case_id) for cases in (cases_a, cases_b)
    )
    decisions = list(decide(ordered_a, ordered_b))
    return Comparison(
        cases=len(ordered_a),
        figures=tuple(_differences(ordered_a, ordered_b, hierarchy, seed)),
        discordant=tuple(_discordances(decisions)),
        codes=tuple(_by_code(decisions)),
        changes=tuple(
            Change(
                case_id=decision.case_id,
                what=decision.what,
                code=decision.code,
                change="to right" if decision.right_b else "to wrong",
            )
            for decision in decisions
            if decision.right_a is not decision.right_b
        ),
    )


def differing(one: Manifest, other: Manifest) -> Iterator[str]:
    """Dotted names of the settings and versions in which two runs differ, with short values."""
    here, there = one.model_dump(), other.model_dump()
    for field in _SETTINGS:
        yield from _differing(field, here[field], there[field])


def _differing(name: str, one: Any, other: Any) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
        if len(keys) > _MOST_NAMED:
            yield f"{name}: {len(keys)} differ"
            return
        for key in keys:
            yield from _differing(f"{name}.{key}", one.get(key), other.get(key))
    elif one != other:
        yield f"{name}: {_short(one)} / {_short(other)}"


def _short(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= _SHORT else text[:_SHORT] + "..."


def _data(manifest: Manifest) -> str:
    split = f" {manifest.split}" if manifest.split else ""
    return (
        f"{manifest.goldset}{split}, {manifest.cases} cases, data {manifest.data_sha256[:_SHORT]}"
    )


def _differences(
    cases_a: list[Scored], cases_b: list[Scored], hierarchy: Hierarchy, seed: int
) -> Iterator[Difference]:
    figures = all_figures(Sample([*cases_a, *cases_b], hierarchy))
    clusters = Sample(cases_a, hierarchy).clusters
    paired = Paired(figures, clusters)
    bounds = paired.intervals(seed)
    corrected = _tested(figures, clusters, paired, seed)
    for figure, a, b, bound in zip(figures, *paired.values(), bounds, strict=True):
        yield _difference(figure, float(a), float(b), bound, corrected.get(figure.key))


def _tested(
    figures: Sequence[Figure], clusters: Clusters, paired: Paired, seed: int
) -> dict[str, tuple[float, float]]:
    """P and corrected p of the figures that are tested and known in both runs, by key."""
    values = zip(figures, *paired.values(), strict=True)
    known = [
        figure
        for figure, a, b in values
        if figure.key.startswith(TESTED) and not (math.isnan(a) or math.isnan(b))
    ]
    if not known or count_clusters(clusters) < 2:
        return {}
    found = [float(p) for p in Paired(known, clusters).p_values(seed)]
    keys = [figure.key for figure in known]
    return dict(zip(keys, zip(found, holm(found), strict=True), strict=True))


def _difference(
    figure: Figure, a: float, b: float, bounds: Floats, tested: tuple[float, float] | None
) -> Difference:
    known = not (math.isnan(a) or math.isnan(b))
    low, high = pair(bounds) if known and figure.kind is not Kind.TOTAL else (None, None)
    p, p_holm = tested or (None, None)
    return Difference(
        key=figure.key,
        a=None if math.isnan(a) else a,
        b=None if math.isnan(b) else b,
        difference=float(difference(np.array(a), np.array(b))) if known else None,
        low=low,
        high=high,
        effect=cohens_h(a, b) if known and figure.kind is Kind.SHARE else None,
        p=p,
        p_holm=p_holm,
    )


def _discordances(decisions: Sequence[Decision]) -> Iterator[Discordance]:
    """Over all codes, all cases, and all gold findings, where there are any."""
    kinds: dict[str, set[What]] = {
        "codes": {"gold code", "extra code"},
        "cases": {"case"},
        "gold findings": {"gold finding"},
    }
    for name, what in kinds.items():
        held = [decision for decision in decisions if decision.what in what]
        if held:
            yield _discordance(name, held)


def _by_code(decisions: Sequence[Decision]) -> list[Discordance]:
    """Each code on which the runs disagree, most disagreement first, p corrected over them."""
    rows = [_discordance(code, held) for code, held in by_code(decisions).items()]
    rows = [row for row in rows if row.only_a or row.only_b]
    corrected = holm([row.p for row in rows])
    rows = [row.model_copy(update={"p_holm": p}) for row, p in zip(rows, corrected, strict=True)]
    return sorted(rows, key=lambda row: (row.p, -row.only_a - row.only_b, row.decisions))


def _discordance(name: str, decisions: Sequence[Decision]) -> Discordance:
    counts = Counter((decision.right_a, decision.right_b) for decision in decisions)
    only_a, only_b = counts[True, False], counts[False, True]
    return Discordance(
        decisions=name,
        both=counts[True, True],
        only_a=only_a,
        only_b=only_b,
        neither=counts[False, False],
        odds_ratio=odds_ratio(only_a, only_b),
        p=mcnemar(only_a, only_b),
    )
