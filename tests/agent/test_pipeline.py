"""What holds of every report, whatever the chart and the claim."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agent import AuditReport, ChartBundle, audit
from agent.models import EvidenceSpan, Setting, Severity, Status
from catalog import Catalog

CODES = [
    "M54.5", "M54.50", "m5450", "M54.59", "M79.661", "M79.679", "M54.3", "S39.012", "S39.012A",
    "S39012D", "S39.012Z", "M51.36", "M51.360", "M99.86", "M99.89", "T14", "T78.40", "W11.XXXA",
    "F02.80", "G30.9", "E11.9", "E11.22", "E08.22", "I10", "I12.9", "N18.32", "J18.9", "R05.9",
    "Z00.00", "Z85.3", "C61", "N40.0", "O80", "Z38.00", "C50.911", "M17.11", "M25.561", "I21.9",
    "H66.91", "U07.1", "", " ", "ICD10", "99213", "?", "M54.5.0", "ZZZ.ZZ", "A", "\u00c9\u4e2d",
]  # fmt: skip
PIECES = [
    "ASSESSMENT:", "IMPRESSION:", "Plan", "PMH:", "FAMILY HISTORY:", "HPI", "1.", "2)", "-", "?",
    "no", "denies", "possible", "rule out", "history of", "s/p", "mother with", "in 2015",
    "right", "left", "bilateral", "knee", "thigh", "low back pain", "sciatica", "pneumonia", "MRI",
    "cough", "type 2 diabetes", "CKD 3b", "hypertension", "strain of low back", "prostate cancer",
    "fracture", "Alzheimer's disease", "dementia", "unrelated to", "due to", "follow up", "\u2022",
    "initial visit", ",", ";", ".", ":", "\n", "\r\n", "\n\n", "\t", "\u00a0", "\u2028",
    "\u00df\u0130\u0149", "A", "(", ")", "/",
]  # fmt: skip

_pieces = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
_text = st.one_of(_pieces, st.text(max_size=200), st.just(""), st.just(" \n\r\t"))
_code = st.one_of(
    st.sampled_from([code for code in CODES if code.strip()]),
    st.from_regex(r"[A-Z][0-9][0-9A-Z]\.?[0-9A-Z]{0,5}", fullmatch=True),
    st.text(min_size=1, max_size=16).filter(str.strip),
)
_line = st.fixed_dictionaries(
    {
        "procedure": st.one_of(
            st.sampled_from(["73700", "73721", "20610", "97110", "99213", "98940", "62323"]),
            st.from_regex(r"[0-9]{5}", fullmatch=True),
        ),
        "diagnosis_pointers": st.lists(st.integers(-2, 99), max_size=14),
        "modifiers": st.lists(st.sampled_from(["RT", "LT", "50", "25", "", "XX"]), max_size=5),
    }
)


@st.composite
def bundles(draw: st.DrawFn) -> dict[str, Any]:
    first = date(2016, 1, 1) + timedelta(days=draw(st.integers(0, 4_300)))
    lines = draw(st.lists(_line, max_size=6))
    return {
        "bundle_id": "any",
        "patient": {
            "age": draw(st.none() | st.integers(0, 124)),
            "sex": draw(st.sampled_from(["female", "male", "unknown"])),
        },
        "encounter": {
            "setting": draw(st.sampled_from(list(Setting))),
            "service_from": first,
            "service_to": draw(st.none() | st.just(first + timedelta(days=9))),
        },
        "documents": [
            {"id": f"note-{n}", "text": text}
            for n, text in enumerate(draw(st.lists(_text, max_size=3)))
        ],
        "claim": {
            "diagnoses": draw(st.lists(_code, max_size=30)),
            "lines": [*lines, *lines[: draw(st.integers(0, 2))]],
        },
    }


def _spans(report: AuditReport) -> list[EvidenceSpan]:
    findings = report.findings
    return [
        *(span for finding in findings for span in finding.evidence),
        *(s for f in findings if f.provider_query for s in f.provider_query.indicators),
        *(span for proposal in report.proposals for span in proposal.evidence),
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=bundles())
@example(
    content={
        "bundle_id": "empty",
        "encounter": {"setting": "inpatient", "service_from": "2026-05-04"},
    }
)
def test_any_chart_and_claim_give_a_report_whose_quotes_are_verbatim(
    content: dict[str, Any], catalog: Catalog
) -> None:
    bundle = ChartBundle.model_validate(content)
    report = audit(bundle, catalog=catalog)
    texts = {document.id: document.body for document in bundle.documents}
    for span in _spans(report):
        assert span.quote.strip()
        assert texts[span.document_id][span.start : span.end] == span.quote
    billable = catalog.on(bundle.encounter.date_of_service).is_billable
    for finding in report.findings:
        assert (finding.status is Status.PROVED) == (not finding.review_reasons)
        assert finding.citations
        assert all(billable(recommended.code) for recommended in finding.recommendation.codes)
    severities = [list(Severity).index(f.severity) for f in report.findings if f.follows is None]
    assert severities == sorted(severities)
    assert [f.id for f in report.findings] == [f"F{n + 1:03d}" for n in range(len(report.findings))]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=bundles())
def test_a_second_audit_of_the_same_bundle_gives_the_same_report(
    content: dict[str, Any], catalog: Catalog
) -> None:
    bundle = ChartBundle.model_validate(content)
    first = audit(bundle, catalog=catalog).model_dump_json()
    assert audit(bundle, catalog=catalog).model_dump_json() == first
