"""Every shipped example yields the findings written beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent import audit
from agent.intake import find_bundles, read_bundle
from catalog import Catalog
from catalog.data_files import load_yaml

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.mark.parametrize("folder", find_bundles(EXAMPLES), ids=lambda p: p.name)
def test_the_expected_findings_are_made(folder: Path, catalog: Catalog) -> None:
    found = [
        {
            "rule_id": finding.rule_id,
            "subject": finding.subject.code,
            "status": finding.status.value,
            "codes": [recommended.code for recommended in finding.recommendation.codes],
        }
        for finding in audit(read_bundle(folder), catalog=catalog).findings
    ]
    expected: list[dict[str, Any]] = load_yaml(folder / "expected.yaml")["findings"]
    absent = [wanted for wanted in expected if not any(wanted.items() <= f.items() for f in found)]
    assert absent == []
