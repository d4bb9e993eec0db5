"""Every rule fires and stays silent as its cases say.

A case file is `tests/rules/cases/<ID>.yaml`: lists `fires` and `silent`; each case has a `name`
that reads as a sentence and a `bundle` (or `note`, `codes` and optional keys, see `bundle_of`).
A firing case may state `subject` (code), `codes_out` (recommended), `severity` and `status`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from coverage_download import catalog_with_coverage
from ncci_files import catalog_with_ncci

from agent import ChartBundle, audit
from agent.models import Finding
from agent.rules import all_rules
from catalog import Catalog
from catalog.data_files import load_yaml

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    rule_id: str
    fires: bool
    name: str
    content: dict[str, Any]


def bundle_of(content: dict[str, Any]) -> ChartBundle:
    """The bundle of a case: written out, or a note, codes and what differs from the usual."""
    if "bundle" in content:
        return ChartBundle.model_validate(content["bundle"])
    note = content.get("note")
    return ChartBundle.model_validate(
        {
            "bundle_id": "case",
            "patient": content.get("patient", {"age": 45}),
            "encounter": {
                "setting": content.get("setting", "professional"),
                "service_from": content.get("date", "2026-05-04"),
                **content.get("encounter", {}),
            },
            "documents": content.get("documents", [{"id": "note", "text": note}] if note else []),
            "claim": {
                "diagnoses": content.get("codes", []),
                "lines": content.get("lines", []),
                "procedures": content.get("procedures", []),
            },
        }
    )


def _cases() -> list[Case]:
    return [
        Case(path.stem, kind == "fires", case["name"], case)
        for path in sorted(CASES.glob("*.yaml"))
        for kind in ("fires", "silent")
        for case in load_yaml(path)[kind]
    ]


@pytest.fixture(scope="session")
def with_coverage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A catalog whose library holds an invented coverage download, for cases that say so."""
    with catalog_with_coverage(tmp_path_factory.mktemp("coverage")) as opened:
        yield opened


def _found(case: Case, catalog: Catalog) -> list[Finding]:
    report = audit(bundle_of(case.content), catalog=catalog)
    return [finding for finding in report.findings if finding.rule_id == case.rule_id]


@pytest.fixture(scope="session")
def with_ncci(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A catalog whose library holds invented NCCI files: for cases that say `ncci: true`."""
    with catalog_with_ncci(tmp_path_factory.mktemp("ncci")) as opened:
        yield opened


@pytest.mark.parametrize("case", _cases(), ids=lambda c: f"{c.rule_id}: {c.name}")
def test_case(case: Case, catalog: Catalog, with_ncci: Catalog, with_coverage: Catalog) -> None:
    libraries = {"ncci": with_ncci, "coverage": with_coverage}
    asked = (opened for name, opened in libraries.items() if case.content.get(name))
    found = _found(case, next(asked, catalog))
    if not case.fires:
        assert [f.message for f in found] == []
        return
    assert found, "the rule stayed silent"
    expected = case.content
    if "subject" in expected:
        assert expected["subject"] in [f.subject.code for f in found]
        found = [f for f in found if f.subject.code == expected["subject"]]
    if "codes_out" in expected:
        assert [c.code for c in found[0].recommendation.codes] == expected["codes_out"]
    for field in ("severity", "status"):
        if field in expected:
            assert getattr(found[0], field).value == expected[field]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda r: r.id)
def test_every_rule_has_two_cases_that_fire_and_two_that_stay_silent(rule: Any) -> None:
    path = CASES / f"{rule.id}.yaml"
    assert path.exists(), f"{path.name} is missing"
    content = load_yaml(path)
    assert len(content["fires"]) >= 2
    assert len(content["silent"]) >= 2
