"""Profiles: what the offline coder learned from labelled charts, as numbers in one file.

A profile holds priors (of the charts with a wording, how many have a code, and in how many the
coders marked that place for it), records (of the charts for which the Index, say, offers a code,
how many have it), weights, trees, and the threshold below which nothing is proposed. It holds no
text of a chart: wordings are of words that the catalog knows, and each stood in several charts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import mul
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from agent.coding.evidence import DENIED, Evidence, Learned, Record, Spoken
from agent.coding.features import FEATURES, features
from agent.coding.rivals import STANDINGS, chance, standings
from agent.coding.sources import SOURCES
from agent.coding.trees import Trees
from agent.errors import UsageError
from agent.models import Strict
from catalog import CatalogView

#: Codes of so many charts are candidates for every chart.
USUAL = 3
#: So many candidates, the most probable by the weights, are weighed again by the trees.
WEIGHED_AGAIN = 100
#: Every feature that the trees ask for: those of the weights, and those of `standings`.
ALL_FEATURES = (*FEATURES, *STANDINGS)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Fit(Strict):
    """How well codes agree with the human coders': micro-averaged over charts.

    `among_candidates` is the share of their codes among a chart's first 25 candidates.
    """

    charts: int
    precision: float
    recall: float
    f1: float
    among_candidates: float


class Profile(Strict):
    """The file. `weights` are of standardised features: (value - mean) / scale.

    The trees ask for the same features as they are and, after them, for the standings.
    """

    schema_version: Literal["2"] = "2"
    name: str
    goldset: str = Field(description="Name of the gold set that it was fitted on.")
    data_sha256: str
    code_set: str = Field(description="Date of the code set.")
    tool_version: str
    charts: int
    common: dict[str, int] = Field(description="Code to the number of charts that have it.")
    categories: dict[str, int] = Field(description="Category to the number of charts with a code.")
    priors: dict[str, tuple[int, dict[str, int], dict[str, int]]] = Field(
        description="Wording, `not ` before it where charts deny it, to the number of charts with "
        "it, of those by code, and of those by code in which it is marked for the code."
    )
    records: dict[str, dict[str, tuple[int, int]]] = Field(
        description="Source to code to the number of charts for which it offers the code, and of "
        "those the number that have it."
    )
    features: tuple[str, ...] = ALL_FEATURES
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    trees: Trees
    threshold: float = Field(ge=0.0, le=1.0)
    train: Fit
    held_out: Fit

    @cached_property
    def learned(self) -> Learned:
        """What the charts told of codes: how common each is, and the record of each source."""
        records = {source: self.records.get(source, {}) for source in SOURCES}
        alike = {source: by_category(records[source]) for source in SOURCES}

        def common(code: str) -> tuple[float, bool]:
            count = self.common.get(code, 0)
            return (count + 0.5) / (self.charts + 1), count > 0

        def record(source: str, code: str) -> Record:
            own = records[source].get(code, (0, 0))
            return Record(*own, *alike[source].get(code[:3], (0, 0)))

        def category(code: str) -> float:
            return (self.categories.get(code[:3], 0) + 0.5) / (self.charts + 1)

        usual = tuple(code for code, count in self.common.items() if count >= USUAL)
        return Learned(common, category, record, usual)

    @cached_property
    def wordings(self) -> frozenset[str]:
        """The wordings that it knows, affirmed or denied."""
        return frozenset(wording.removeprefix(DENIED) for wording in self.priors)

    def heard(self, wordings: Iterable[str]) -> Spoken:
        """What wordings of a chart speak for; those denied begin with `not `."""
        spoken = Spoken()
        for wording in wordings:
            if wording in self.priors:
                charts, coded, marked = self.priors[wording]
                spoken.hear(wording, charts, coded.items(), marked.items())
        return spoken

    def ranked(
        self, found: Mapping[str, Evidence], catalog: CatalogView
    ) -> list[tuple[float, str]]:
        """The billable codes with the probability that a human coder gave them, best first."""
        values = {
            code: features(evidence, catalog)
            for code, evidence in found.items()
            if catalog.is_billable(code)
        }
        return weigh(values, {code: self.log_odds(row) for code, row in values.items()}, self.trees)

    def whole(self) -> bool:
        """Whether every weight is there, and no tree asks for a feature that is not."""
        return {len(self.mean), len(self.scale), len(self.weights)} == {
            len(FEATURES)
        } and self.trees.asks_for() <= len(ALL_FEATURES)

    def log_odds(self, values: Sequence[float]) -> float:
        """What the weights make of a code's features."""
        constant, factors = self._factors
        total: float = sum(map(mul, factors, values), constant)
        return total

    @cached_property
    def _factors(self) -> tuple[float, tuple[float, ...]]:
        """The weights as they count for features that are not standardised, and the constant."""
        factors = tuple(w / scale for w, scale in zip(self.weights, self.scale, strict=True))
        return self.intercept - sum(map(mul, factors, self.mean)), factors


def weigh(
    values: Mapping[str, Sequence[float]], log_odds: Mapping[str, float], trees: Trees
) -> list[tuple[float, str]]:
    """Codes by probability: the best by the weights weighed again, the others after them.

    Weights and trees count alike; the others keep the order that the weights give them.
    """
    first = list(standings(log_odds).items())
    again = sorted(
        (-chance((log_odds[code] + trees.log_odds((*values[code], *standing))) / 2), code)
        for code, standing in first[:WEIGHED_AGAIN]
    )
    least = -again[-1][0] if again else 0.0
    others = [(min(least, chance(log_odds[code])), code) for code, _ in first[WEIGHED_AGAIN:]]
    return [*((-low, code) for low, code in again), *others]


def by_category(records: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """The sums of a source's records over the codes of each category."""
    sums: dict[str, tuple[int, int]] = {}
    for code, (offered, right) in records.items():
        before = sums.get(code[:3], (0, 0))
        sums[code[:3]] = before[0] + offered, before[1] + right
    return sums


def profiles_folder() -> Path:
    """Where named profiles are kept: `CHARTAUDIT_PROFILES`, else the user's data folder."""
    chosen = os.environ.get("CHARTAUDIT_PROFILES")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("chartaudit") / "profiles"


def load_profile(name: str) -> Profile:
    """A profile by its name, or by the path of its file.

    Raises UsageError naming the file and the remedy.
    """
    path = Path(name) if name.endswith(".json") else profiles_folder() / f"{checked(name)}.json"
    remedy = "fit one: chartaudit eval calibrate GOLDSET --name NAME"
    try:
        profile = Profile.model_validate_json(path.read_bytes())
    except OSError:
        raise UsageError(f"{path}: there is no such profile; {remedy}") from None
    except ValidationError as problem:
        where = ".".join(map(str, problem.errors()[0]["loc"])) or "profile"
        if where == "schema_version":
            raise UsageError(f"{path}: was fitted by an earlier version; {remedy}") from None
        raise UsageError(f"{path}: {where}: is not as a profile must be; {remedy}") from None
    if profile.features != ALL_FEATURES or not profile.whole():
        raise UsageError(f"{path}: features: are of another version; {remedy}")
    return profile


def save_profile(profile: Profile) -> Path:
    """Write a profile under its name; a reader sees the old file or the whole new one."""
    folder = profiles_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{checked(profile.name)}.json"
    part = path.with_suffix(".part")
    part.write_text(profile.model_dump_json() + "\n", encoding="utf-8")
    part.replace(path)
    return path


def checked(name: str) -> str:
    """The name, when it can name a file. Raises UsageError otherwise."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            "profile: name: use lower-case letters, digits, dot, dash and underscore only"
        )
    return name
