"""The whole path with a real model, small enough for any machine.

Its judgement is chance, so nothing here depends on it: only that a report comes out, and that what
is in it is proved.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from replaying import EXAMPLES
from scripted_endpoint import bundle, untimed

from agent import AuditReport, audit
from agent.coding.model_coder import ModelCoder
from agent.intake import read_bundle
from agent.model import Limits
from agent.models import RAISED_BY_MODEL, Status
from agent.review.model_reviewer import ModelReviewer
from catalog import Catalog
from evals.local_model import LocalModelUnavailable, local_model

NOTE = "Essential hypertension, stable."
LIMITS = Limits(timeout=120.0, deadline=240.0, attempts=1, answer_tokens=300)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The model that `make local-model` serves, in this process."""
    pytest.importorskip("xllamacpp")
    try:
        with local_model() as url:
            yield url
    except LocalModelUnavailable as unavailable:
        pytest.skip(str(unavailable))


@pytest.fixture(scope="module")
def reports(endpoint: str, catalog: Catalog) -> tuple[AuditReport, AuditReport]:
    """The same chart audited twice."""
    coder = ModelCoder.connect("SmolLM2-135M-Instruct", endpoint, limits=LIMITS, candidates=4)
    first, second = (audit(bundle(NOTE), catalog=catalog, coder=coder) for _ in range(2))
    return first, second


@pytest.mark.slow
def test_the_audit_ends_with_the_models_proposals_or_says_why_not(
    reports: tuple[AuditReport, AuditReport],
) -> None:
    report = reports[0]
    assert report.model is not None
    assert report.model.calls >= 1
    assert report.model.transport_retries == 0
    assert report.model.completion_tokens > 0
    fell_back = any(notice.startswith("The model was not used") for notice in report.notices)
    assert report.coder == ("offline" if fell_back else "model")


@pytest.mark.slow
def test_every_proposal_quotes_the_note_and_is_billable(
    reports: tuple[AuditReport, AuditReport], catalog: Catalog
) -> None:
    report = reports[0]
    chart = bundle(NOTE)
    view = catalog.on(chart.encounter.date_of_service)
    for proposal in report.proposals:
        assert view.is_billable(proposal.code)
        assert [NOTE[s.start : s.end] for s in proposal.evidence] == [
            s.quote for s in proposal.evidence
        ]


@pytest.mark.slow
def test_the_same_chart_gives_the_same_report(reports: tuple[AuditReport, AuditReport]) -> None:
    first, second = (untimed(report) for report in reports)
    assert first == second


@pytest.mark.slow
def test_a_shipped_example_is_audited_in_full_whatever_the_model_says(
    endpoint: str, catalog: Catalog
) -> None:
    chart = read_bundle(EXAMPLES / "leg-pain")
    offline = audit(chart, catalog=catalog)
    report = audit(chart, catalog=catalog, coder=ModelCoder.connect("smollm2", endpoint))
    assert report.model is not None
    assert report.model.prompt_tokens > 0
    found = {(finding.rule_id, finding.subject.code) for finding in report.findings}
    assert {(finding.rule_id, finding.subject.code) for finding in offline.findings} <= found


@pytest.mark.slow
def test_its_review_leaves_the_findings_and_what_counts_of_it_quotes_the_note(
    endpoint: str, catalog: Catalog
) -> None:
    chart = bundle(NOTE, "professional", "M25.569", "S39.012")
    coder = ModelCoder.connect("smollm2", endpoint, limits=LIMITS, candidates=4)
    without = audit(chart, catalog=catalog, coder=coder)
    report = audit(chart, catalog=catalog, coder=coder, reviewer=ModelReviewer.beside(coder))
    assert without.model is not None
    assert report.model is not None
    assert report.model.calls > without.model.calls
    assert report.model.transport_retries == 0
    raised = [f for f in report.findings if f.rule_id == RAISED_BY_MODEL]
    judged = [f for f in report.findings if f.review]
    rest = [f for f in report.findings if f not in raised]
    plain = [f.model_copy(update={"id": "", "review": None}) for f in rest]
    assert plain == [f.model_copy(update={"id": ""}) for f in without.findings]
    assert all(f.status is Status.NEEDS_REVIEW for f in raised)
    spans = [span for f in judged if f.review for span in f.review.evidence]
    spans += [span for f in raised for span in f.evidence]
    assert all(NOTE[span.start : span.end] == span.quote for span in spans)
    told = ("The review by the model failed", "Proof rejected")
    assert len(judged) == len(rest) or any(n.startswith(told) for n in report.notices)


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_server_tells_its_address_and_ends_when_it_is_interrupted(
    ending: signal.Signals, endpoint: str
) -> None:
    served = subprocess.Popen(
        [sys.executable, "-m", "evals.local_model", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
    )
    assert served.stdout is not None
    first = served.stdout.readline()
    assert "is ready at http://127.0.0.1:" in first
    served.send_signal(ending)
    told, complaints = served.communicate(timeout=30)
    assert (served.returncode, complaints) == (0, "")
    assert told.endswith("Ended.\n")


def test_a_port_that_is_taken_is_refused_with_another_to_try() -> None:
    pytest.importorskip("xllamacpp")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = subprocess.run(
            [sys.executable, "-m", "evals.local_model", "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
        )
    assert ended.returncode == 2
    assert "make local-model PORT=" in ended.stderr
    assert "Traceback" not in ended.stderr
