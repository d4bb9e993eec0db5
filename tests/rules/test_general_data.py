"""The data files of the conventions, general and POA rules name codes that exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import agent.rules
from agent.rules.code_sets import CodeSet
from catalog import CatalogView
from catalog.data_files import load_yaml
from catalog.tabular.notes import references

RULES = Path(agent.rules.__file__).parent


def _rows(file: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = load_yaml(RULES / file)[key]
    return rows


def _billable() -> Iterator[tuple[str, str]]:
    """Codes that a rule recommends or looks for as such, with the file that names them."""
    beside = "specificity/unspecified_beside_specific.yaml"
    for row in _rows(beside, "rows"):
        yield from ((beside, code) for code in row["unspecified"])
    details = "support/detail_words.yaml"
    yield from ((details, row["default"]) for row in _rows(details, "details"))
    organisms = "conventions/organisms.yaml"
    yield from ((organisms, row["code"]) for row in _rows(organisms, "organisms"))
    worded = load_yaml(RULES / "support/worded_otherwise.yaml")
    for form in worded.values():
        for row in form["rows"]:
            if "instead" in row:
                yield "support/worded_otherwise.yaml", row["instead"]


def _ranges() -> Iterator[tuple[str, str]]:
    """Headings and ranges, with the file that names them."""
    for key, codes in load_yaml(RULES / "present_on_admission/poa_codes.yaml").items():
        yield from ((f"present_on_admission/poa_codes.yaml, {key}", code) for code in codes)
    for row in _rows("specificity/unspecified_beside_specific.yaml", "rows"):
        yield from (("specificity/unspecified_beside_specific.yaml", c) for c in row["specific"])
    for row in _rows("support/detail_words.yaml", "details"):
        yield from (("support/detail_words.yaml", code) for code in row["codes"])
    for row in _rows("support/status_words.yaml", "statuses"):
        yield from (("support/status_words.yaml", code) for code in row["codes"])
    for row in _rows("sequencing/acute_and_chronic.yaml", "conditions"):
        codes = (*row["acute"], *row["chronic"])
        yield from (("sequencing/acute_and_chronic.yaml", code) for code in codes)
    for row in _rows("conventions/manifestations.yaml", "manifestations"):
        codes = (*row["etiology"], *row["codes"], *row["codes"].values())
        yield from (("conventions/manifestations.yaml", code) for code in codes)
    for row in _rows("guidelines/integral_symptoms.yaml", "pairs"):
        codes = (*row["codes"], *row["diagnoses"])
        yield from (("guidelines/integral_symptoms.yaml", code) for code in codes)


@pytest.mark.parametrize(("file", "code"), sorted(set(_billable())))
def test_a_code_that_a_rule_names_is_billable(file: str, code: str, view: CatalogView) -> None:
    assert view.is_billable(code), file


@pytest.mark.parametrize(("file", "written"), sorted(set(_ranges())))
def test_a_range_begins_and_ends_with_entries_of_the_list(
    file: str, written: str, view: CatalogView
) -> None:
    ranges = list(references(written))
    assert ranges, file
    for found in ranges:
        for end in {found.low, found.high}:
            assert view.entry(end) is not None or view.entry(f"{end[:3]}.{end[3:]}"), (file, end)


def test_a_range_covers_what_lies_in_it_and_below_it() -> None:
    codes = CodeSet(["E08-E13", "I10", "N18.3"])
    assert all(code in codes for code in ("E08.9", "E11.22", "E13.9", "I10", "N18.31"))


def test_a_range_covers_nothing_beside_it() -> None:
    codes = CodeSet(["E08-E13", "I10", "N18.3"])
    assert not any(code in codes for code in ("E14", "E07.9", "I11.0", "N18.4", "", 3))
