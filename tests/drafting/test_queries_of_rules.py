"""Whatever rule asks for a provider query, what is drafted is compliant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import ChartBundle, audit
from agent.drafting.linter import lint, open_choices
from agent.models import EvidenceSpan, ProviderQuery
from catalog import Catalog
from catalog.data_files import load_yaml

CASES = Path(__file__).resolve().parent.parent / "rules" / "cases"
SPAN = EvidenceSpan(document_id="note", start=0, end=8, quote="leg pain")


def _notes() -> list[dict[str, Any]]:
    return [
        case
        for path in sorted(CASES.glob("*.yaml"))
        for case in load_yaml(path)["fires"]
        if case.get("note")
    ]


@pytest.mark.parametrize("case", _notes(), ids=lambda case: case["name"])
def test_every_query_is_drafted_and_passes_the_linter(
    case: dict[str, Any], catalog: Catalog
) -> None:
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "case",
            "patient": case.get("patient", {"age": 45}),
            "encounter": {
                "setting": case.get("setting", "professional"),
                "service_from": case.get("date", "2026-05-04"),
            },
            "documents": [{"id": "note", "text": case["note"]}],
            "claim": {"diagnoses": case.get("codes", []), "lines": case.get("lines", [])},
        }
    )
    for finding in audit(bundle, catalog=catalog).findings:
        refused = [r for r in finding.review_reasons if r.startswith("no provider query")]
        assert refused == [], finding.rule_id
        if finding.provider_query is not None:
            assert lint(finding.provider_query) == ()


@given(st.text(max_size=80), st.text(max_size=80), st.lists(st.text(max_size=20), max_size=4))
def test_the_linter_judges_any_text(title: str, question: str, options: list[str]) -> None:
    query = ProviderQuery(
        title=title, indicators=(SPAN,), question=question, options=tuple(options)
    )
    missing = [choice for choice in open_choices() if choice not in options]
    faults = lint(query)
    assert all(any(choice in fault for fault in faults) for choice in missing)
    assert question.strip().endswith("?") or "the question does not ask" in faults
