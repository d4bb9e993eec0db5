"""No finding is proved unless its words are in the chart and its rules are in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agent import ChartBundle
from agent.coding import OfflineCoder
from agent.context import AuditContext
from agent.models import EvidenceSpan, Finding, Status
from agent.pipeline import check, read_and_code
from agent.proof import prove
from agent.rules import all_rules
from catalog import Catalog

NOTE = """Chief complaint: right thigh pain.

History of present illness: 52-year-old with pain in the right thigh for two weeks. No knee pain.
Denies fever. Low back pain since lifting a box, strain of the low back suspected.

Assessment:
1. Pain in the right thigh.
2. Sciatica, right side.
3. Hypertension, well controlled on lisinopril.

Plan: physical therapy.
"""

BUNDLE = ChartBundle.model_validate(
    {
        "bundle_id": "proof",
        "patient": {"age": 52, "sex": "female"},
        "encounter": {"setting": "professional", "service_from": "2026-05-04"},
        "documents": [{"id": "note", "text": NOTE}],
        "claim": {
            "diagnoses": ["M79.661", "M54.3", "S39.012", "M79.679", "M54.50", "M54.41", "R50.9"],
            "lines": [{"procedure": "97110", "diagnosis_pointers": [1, 9]}],
        },
    }
)


def _examined(bundle: ChartBundle, catalog: Catalog) -> tuple[AuditContext, list[Finding]]:
    view = catalog.on(bundle.encounter.date_of_service)
    context, _ = read_and_code(bundle, view, OfflineCoder())
    return context, check(context, all_rules())


@pytest.fixture(scope="module")
def proved(catalog: Catalog) -> tuple[AuditContext, list[Finding]]:
    """A context and its proved findings, of several rules, some quoting the chart."""
    context, findings = _examined(BUNDLE, catalog)
    good = [finding for finding in findings if finding.status is Status.PROVED]
    assert len({finding.rule_id for finding in good}) >= 3
    assert any(finding.evidence for finding in good)
    return context, good


def test_a_good_finding_stays_proved_when_examined_again(
    proved: tuple[AuditContext, list[Finding]],
) -> None:
    context, findings = proved
    assert {prove(finding, context).status for finding in findings} == {Status.PROVED}


Mutation = Callable[[Finding, Any], Finding]


def _other(value: str, draw: Any) -> str:
    """Another string: one character changed, added, dropped, or the case turned."""
    place = draw(st.integers(0, max(len(value) - 1, 0)))
    kind = draw(st.sampled_from(["change", "add", "drop"]))
    letter: str = draw(st.characters(codec="ascii", min_codepoint=33))
    changed: str = {
        "change": value[:place] + letter + value[place + 1 :],
        "add": value[:place] + letter + value[place:],
        "drop": value[:place] + value[place + 1 :],
    }[kind]
    assume(changed != value)
    return changed


def _replaced_span(
    finding: Finding, draw: Any, change: Callable[[EvidenceSpan], dict[str, Any]]
) -> Finding:
    assume(finding.evidence)
    place = draw(st.integers(0, len(finding.evidence) - 1))
    spans = list(finding.evidence)
    spans[place] = spans[place].model_copy(update=change(spans[place]))
    return finding.model_copy(update={"evidence": tuple(spans)})


def _quote(finding: Finding, draw: Any) -> Finding:
    return _replaced_span(finding, draw, lambda span: {"quote": _other(span.quote, draw)})


def _start(finding: Finding, draw: Any) -> Finding:
    shift = draw(st.integers(-50, 50).filter(bool))
    return _replaced_span(finding, draw, lambda span: {"start": max(span.start + shift, 0)})


def _end(finding: Finding, draw: Any) -> Finding:
    shift = draw(st.integers(-50, 5000).filter(bool))
    return _replaced_span(finding, draw, lambda span: {"end": max(span.end + shift, 0)})


def _both_offsets(finding: Finding, draw: Any) -> Finding:
    shift = draw(st.integers(-400, 400).filter(bool))

    def moved(span: EvidenceSpan) -> dict[str, Any]:
        start, end = span.start + shift, span.end + shift
        assume(start >= 0 and NOTE[start:end] != span.quote)
        return {"start": start, "end": end}

    return _replaced_span(finding, draw, moved)


def _document(finding: Finding, draw: Any) -> Finding:
    return _replaced_span(finding, draw, lambda span: {"document_id": _other("note", draw)})


def _rule_id(finding: Finding, draw: Any) -> Finding:
    others = [rule.id for rule in all_rules() if rule.id != finding.rule_id]
    invented = st.text(max_size=8).filter(lambda text: text != finding.rule_id)
    return finding.model_copy(
        update={"rule_id": draw(st.one_of(st.sampled_from(others), invented))}
    )


def _citation(finding: Finding, draw: Any) -> Finding:
    place = draw(st.integers(0, len(finding.citations) - 1))
    cited = list(finding.citations)
    cited[place] = cited[place].model_copy(update={"id": _other(cited[place].id, draw)})
    return finding.model_copy(update={"citations": tuple(cited)})


def _no_citation(finding: Finding, draw: Any) -> Finding:
    return finding.model_copy(update={"citations": ()})


def _subject(finding: Finding, draw: Any) -> Finding:
    assume(finding.subject.kind == "diagnosis" and finding.subject.index is not None)
    index = draw(st.integers(1, 40).filter(lambda n: n != finding.subject.index))
    return finding.model_copy(
        update={"subject": finding.subject.model_copy(update={"index": index})}
    )


MUTATIONS: list[Mutation] = [
    _quote,
    _start,
    _end,
    _both_offsets,
    _document,
    _rule_id,
    _citation,
    _no_citation,
    _subject,
]


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda m: m.__name__.strip("_"))
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_mutant_of_a_good_finding_needs_review(
    mutate: Mutation, data: st.DataObject, proved: tuple[AuditContext, list[Finding]]
) -> None:
    context, findings = proved
    finding = data.draw(st.sampled_from(findings))
    mutant = prove(mutate(finding, data.draw), context)
    assert mutant.status is Status.NEEDS_REVIEW
    assert mutant.review_reasons


def test_a_rule_that_is_not_in_force_on_the_date_proves_nothing(catalog: Catalog) -> None:
    earlier = BUNDLE.model_copy(
        update={"encounter": BUNDLE.encounter.model_copy(update={"service_from": date(2025, 5, 5)})}
    )
    _, findings = _examined(earlier, catalog)
    resting_on_tabular = [f for f in findings if any(c.id.startswith("TAB:") for c in f.citations)]
    assert all(f.status is Status.NEEDS_REVIEW for f in resting_on_tabular)
