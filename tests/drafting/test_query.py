"""A rule's request for a query becomes a compliant query, or the finding says why not."""

from __future__ import annotations

from datetime import date

import pytest

from agent import ChartBundle
from agent.context import AuditContext, ReadDocument
from agent.drafting import draft
from agent.drafting.linter import lint
from agent.models import (
    Action,
    Category,
    Direction,
    EvidenceSpan,
    Finding,
    ProviderQuery,
    Recommendation,
    Severity,
    Status,
    Subject,
)
from agent.proof import prove
from catalog import Catalog

NOTE = "ASSESSMENT\nLeg pain, three weeks."
SPAN = EvidenceSpan(document_id="note", start=11, end=19, quote="Leg pain")


@pytest.fixture
def context(catalog: Catalog) -> AuditContext:
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "query",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": NOTE}],
            "claim": {"diagnoses": ["M79.606"]},
        }
    )
    return AuditContext(
        bundle, catalog.on(date(2026, 5, 4)), (ReadDocument("note", NOTE, (), (), ()),)
    )


def _finding(query: ProviderQuery | None) -> Finding:
    return Finding(
        rule_id="DOC02",
        rule_name="no_documentation",
        rule_version="x",
        category=Category.DOCUMENTATION,
        severity=Severity.ADVICE,
        direction=Direction.NEUTRAL,
        subject=Subject(kind="encounter"),
        message="",
        recommendation=Recommendation(action=Action.QUERY),
        provider_query=query,
    )


def _query(title: str = "Side of the leg pain", *options: str) -> ProviderQuery:
    return ProviderQuery(title=title, indicators=(SPAN,), question="", options=options)


def test_a_request_becomes_a_query_that_the_linter_passes(context: AuditContext) -> None:
    query = draft(_finding(_query("Side of the leg pain", "Right", "Left")), context).provider_query
    assert query is not None
    assert lint(query) == ()
    assert "2026-05-04" in query.question
    assert query.options == ("Right", "Left", "Other (please specify)", "Unable to determine")


def test_the_open_choices_come_last_and_once(context: AuditContext) -> None:
    asked = _query("Side of the leg pain", "Unable to determine", "Right", "Right")
    query = draft(_finding(asked), context).provider_query
    assert query is not None
    assert query.options == ("Right", "Other (please specify)", "Unable to determine")


def test_a_finding_without_a_query_is_left_as_it_is(context: AuditContext) -> None:
    assert draft(_finding(None), context) == _finding(None)


def test_a_query_that_fails_is_taken_off_and_the_finding_needs_review(
    context: AuditContext,
) -> None:
    drafted = draft(_finding(_query("Side, to avoid a denial")), context)
    assert drafted.provider_query is None
    proved = prove(drafted, context)
    assert proved.status is Status.NEEDS_REVIEW
    assert any("no provider query" in reason for reason in proved.review_reasons)
