"""Profiles: what the offline coder learned from labelled charts, as numbers in one file.

A profile holds priors (of the charts with a wording, how many have a code), records (of the charts
for which the Index, say, offers a code, how many have it), weights, and the threshold below which
nothing is proposed. It holds no text of a chart: wordings are of words that
the catalog knows, and each stood in several charts.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from agent.coding.evidence import FEATURES, Learned, Prior, Record
from agent.coding.sources import SOURCES
from agent.errors import UsageError
from agent.models import Strict

#: Codes of so many charts are candidates for every chart.
USUAL = 3
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Fit(Strict):
    """How well codes agree with the human coders': micro-averaged over charts."""

    charts: int
    precision: float
    recall: float
    f1: float


class Profile(Strict):
    """The file. `weights` are of standardised features: (value - mean) / scale."""

    schema_version: Literal["1"] = "1"
    name: str
    goldset: str = Field(description="Name of the gold set that it was fitted on.")
    data_sha256: str
    code_set: str = Field(description="Date of the code set.")
    tool_version: str
    charts: int
    common: dict[str, int] = Field(description="Code to the number of charts that have it.")
    priors: dict[str, tuple[int, dict[str, int]]] = Field(
        description="Wording to the number of charts with it, and of those by code."
    )
    records: dict[str, dict[str, tuple[int, int]]] = Field(
        description="Source to code to the number of charts for which it offers the code, and of "
        "those the number that have it."
    )
    features: tuple[str, ...] = FEATURES
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
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

        usual = tuple(code for code, count in self.common.items() if count >= USUAL)
        return Learned(common, record, usual)

    def priors_of(self, wording: str) -> list[tuple[str, Prior]]:
        """The codes that a wording speaks for."""
        charts, codes = self.priors[wording]
        return [(code, Prior(wording, charts, coded)) for code, coded in codes.items()]

    def probability(self, values: Sequence[float]) -> float:
        """The probability that a human coder gave the code."""
        score = self.intercept + sum(
            weight * (value - mean) / scale
            for weight, value, mean, scale in zip(
                self.weights, values, self.mean, self.scale, strict=True
            )
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


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
        raise UsageError(f"{path}: {where}: is not as a profile must be; {remedy}") from None
    if profile.features != FEATURES:
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
