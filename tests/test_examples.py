"""Every shipped example yields the findings written beside it, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent import audit
from agent.intake import find_bundles, read_bundle
from agent.models import Finding
from catalog import Catalog
from catalog.data_files import load_yaml

EXAMPLES = Path(__file__).parent.parent / "examples"


def _fits(finding: Finding, wanted: dict[str, Any]) -> bool:
    codes = [recommended.code for recommended in finding.recommendation.codes]
    return (
        finding.rule_id == wanted["rule_id"]
        and wanted.get("subject", finding.subject.code) == finding.subject.code
        and wanted.get("status", finding.status) == finding.status
        and wanted.get("codes", codes) == codes
        and set(wanted.get("codes_include", [])) <= set(codes)
    )


def _findings(folder: Path, catalog: Catalog) -> tuple[Finding, ...]:
    return audit(read_bundle(folder), catalog=catalog).findings


@pytest.mark.parametrize("folder", find_bundles(EXAMPLES), ids=lambda p: p.name)
def test_the_expected_findings_are_made(folder: Path, catalog: Catalog) -> None:
    expected: list[dict[str, Any]] = load_yaml(folder / "expected.yaml")["findings"]
    found = _findings(folder, catalog)
    assert [w for w in expected if not any(_fits(finding, w) for finding in found)] == []


@pytest.mark.parametrize("folder", find_bundles(EXAMPLES), ids=lambda p: p.name)
def test_no_other_findings_are_made(folder: Path, catalog: Catalog) -> None:
    expected: list[dict[str, Any]] = load_yaml(folder / "expected.yaml")["findings"]
    surplus = [
        (finding.rule_id, finding.subject.code, finding.message)
        for finding in _findings(folder, catalog)
        if not any(_fits(finding, wanted) for wanted in expected)
    ]
    assert surplus == []
