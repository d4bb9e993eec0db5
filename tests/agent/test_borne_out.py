"""What a model proposes or leaves out can neither silence a rule nor prove a finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent import AuditReport, ChartBundle, audit
from agent.coding import OfflineCoder
from agent.context import AuditContext, Coded, Mention, Proposal
from agent.models import ModelUsed, Status
from catalog import Catalog

NOTE = "Cough for a week.\n\nAssessment:\n1. Essential hypertension.\n2. Possible pneumonia.\n"


class Saying:
    """A model that proposes just these codes, each on the words given with it."""

    name = "model"

    def __init__(self, **words: str) -> None:
        self._words = words

    def propose(self, context: AuditContext) -> Coded:
        proposals = tuple(
            Proposal(code.replace("_", "."), (_mention(context, words, code),), confidence=0.8)
            for code, words in self._words.items()
        )
        return Coded(proposals, model=ModelUsed(name="m", base_url="http://127.0.0.1/v1"))


def _mention(context: AuditContext, words: str, code: str) -> Mention:
    document = context.documents[0]
    start = document.text.index(words)
    whole = next(s for s in document.sentences if s.start <= start < s.end)
    known = replace(
        context.mentions[0], start=start, end=start + len(words), text=words, sentence=whole
    )
    return replace(known, candidates=(code.replace("_", "."),))


def audited(catalog: Catalog, coder: Saying | OfflineCoder, *billed: str) -> AuditReport:
    chart = ChartBundle.model_validate(
        {
            "bundle_id": "b",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": NOTE}],
            "claim": {"diagnoses": billed},
        }
    )
    return audit(chart, catalog=catalog, coder=coder)


def rules(report: AuditReport) -> list[str]:
    return [finding.rule_id for finding in report.findings]


def test_calling_an_uncertain_condition_certain_silences_no_rule(catalog: Catalog) -> None:
    report = audited(catalog, Saying(J18_9="pneumonia"), "J18.9", "I10")
    assert "SUP03" in rules(report)
    assert report.findings == audited(catalog, OfflineCoder(), "J18.9", "I10").findings


def test_leaving_a_condition_out_hides_no_finding(catalog: Catalog) -> None:
    report = audited(catalog, Saying(), "R05.9")
    assert "SUP05" in rules(audited(catalog, OfflineCoder(), "R05.9"))
    assert report.findings == audited(catalog, OfflineCoder(), "R05.9").findings


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("E11_9", "Essential hypertension"),
        ("I15_0", "Essential hypertension"),
        ("J18_9", "pneumonia"),
    ],
)
def test_a_finding_that_the_model_alone_brings_about_is_for_a_person(
    catalog: Catalog, code: str, words: str
) -> None:
    report = audited(catalog, Saying(**{code: words}), "R05.9")
    added = [f for f in report.findings if f.subject.code == code.replace("_", ".")]
    assert [f.status for f in added] == [Status.NEEDS_REVIEW]
    assert all("the model alone" in f.review_reasons[0] for f in added)
    assert len(report.findings) - 1 == len(audited(catalog, OfflineCoder(), "R05.9").findings)
