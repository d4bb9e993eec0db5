"""Audits with a model over real HTTP: calls a second beside the ideal, our own time, memory."""

from __future__ import annotations

import http.client
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from agent.coding.model_coder import ModelCoder
from agent.pipeline import audit
from agent.review.model_reviewer import ModelReviewer
from catalog import Catalog
from evals.bench.figures import Figure
from evals.bench.measure import finished
from evals.bench.scripted_model import marked, scripted_model
from evals.contracts import GoldCase
from evals.seeding.bases import shipped_cases
from evals.simulated.answers import Answering
from evals.simulated.endpoint import simulated_endpoint
from evals.simulated.mistakes import Rate

_CHARTS, _FEWER = 500, 100
_LATENCY = 0.2
_AT_ONCE = 64
_SHARE_OF_IDEAL = 0.9


@dataclass(frozen=True, slots=True)
class _Batch:
    """One `chartaudit audit` over many bundles, as the endpoint and the system saw it.

    `seconds` are from the first request to the last answer, `cpu` of all its processes; megabytes
    are the peak of its largest process.
    """

    calls: int
    seconds: float
    cpu: float
    megabytes: float

    @property
    def rate(self) -> float:
        return self.calls / self.seconds


def model_audits() -> Iterator[Figure]:
    """`chartaudit audit --model`, 64 questions at once, each answered rightly after 200 ms.

    Charts are the shipped notes in turn, each with a number of its own, so that no answer serves
    two of them. Ideal is 64 calls every 200 ms. Beside it stands a bare client in 64 threads, which
    reads no chart, with the same requests to the same endpoint. A call costs what 400 more charts
    cost, by call: the start of the command is left out.
    """
    cases = [case for case in shipped_cases() if case.codes]
    answers, requests = _script(cases)
    with tempfile.TemporaryDirectory() as folder:
        # Modules are byte-compiled by a first run, as in an installed package.
        _batch(_charts(cases, _FEWER, Path(folder) / "first"), answers)
        few = _batch(_charts(cases, _FEWER, Path(folder) / "few"), answers)
        many = _batch(_charts(cases, _CHARTS, Path(folder) / "many"), answers)
    bare = _bare(requests, many.calls, answers)
    name = f"calls to a model, {_CHARTS} charts, {_AT_ONCE} at once"
    ideal = _SHARE_OF_IDEAL * _AT_ONCE / _LATENCY
    yield Figure(name, many.rate, "/s", "90% of ideal", ideal, more_is_better=True)
    yield Figure(name, many.rate, "/s", "bare client", bare, more_is_better=True, is_limit=False)
    cost = 1000 * (many.cpu - few.cpu) / (many.calls - few.calls)
    yield Figure("our own time for a call, audit included", cost, "ms", "limit", 10)
    memory = f"peak memory, {_CHARTS} charts with a model"
    yield Figure(memory, many.megabytes, "MB", f"{_FEWER} charts", few.megabytes, least=0.9)


def _script(cases: Sequence[GoldCase]) -> tuple[dict[str, str], list[bytes]]:
    """The right answers by form and case, and the requests for them."""
    answers: dict[str, str] = {}
    requests: list[bytes] = []
    with Catalog.open() as catalog, simulated_endpoint() as endpoint:
        coder = ModelCoder.connect("scripted", endpoint.url)
        for case in cases:
            endpoint.answering = answering = _Noting(_numbered(case, 0), Rate(0.0), ())
            reviewer = ModelReviewer.beside(coder)
            bundle = answering.case.bundle
            report = audit(bundle, catalog=catalog, coder=coder, reviewer=reviewer)
            if report.coder != ModelCoder.name:
                raise RuntimeError(f"the model was not used for the bench note {case.case_id}")
            answers |= {f"{form} {case.case_id}": told for form, told in answering.told.items()}
            requests += [json.dumps(body).encode() for body in answering.requests]
        coder.endpoint.close()
    return answers, requests


@dataclass
class _Noting(Answering):
    """The simulated model, which notes what it answers to each form."""

    told: dict[str, str] = field(default_factory=dict)

    def reply(self, body: dict[str, Any]) -> str:
        form = body["response_format"]["json_schema"]
        reviewing = form["schema"]["$defs"].get("Judged")
        content = super().reply(body) if reviewing is None else _undecided(reviewing)
        self.told[form["name"]] = content
        return content


def _undecided(judged: dict[str, Any]) -> str:
    """A review that leaves every finding open, by the schema of a verdict."""
    verdicts = [
        {"finding": number, "verdict": "cannot_tell", "line": 0, "quote": ""}
        for number in judged["properties"]["finding"].get("enum", ())
    ]
    return json.dumps({"verdicts": verdicts, "raised": []})


def _numbered(case: GoldCase, number: int) -> GoldCase:
    """The case with the number of the visit under each note."""
    documents = tuple(
        document.model_copy(update={"text": marked(document.body, number, case.case_id)})
        for document in case.bundle.documents
    )
    bundle = case.bundle.model_copy(
        update={"documents": documents, "bundle_id": f"{case.bundle.bundle_id}-{number}"}
    )
    return case.model_copy(update={"bundle": bundle})


def _charts(cases: Sequence[GoldCase], charts: int, folder: Path) -> Path:
    folder.mkdir()
    for number, case in enumerate(islice(cycle(cases), charts), start=1):
        text = _numbered(case, number).bundle.model_dump_json()
        (folder / f"{number:04}.json").write_text(text, encoding="utf-8")
    return folder


def _batch(charts: Path, answers: dict[str, str]) -> _Batch:
    """The command over the charts, with a store and a configuration of its own."""
    settings = charts.with_suffix(".toml")
    settings.write_text(f"[limits]\nconcurrency = {_AT_ONCE}\n", encoding="utf-8")
    with scripted_model(answers, _LATENCY) as model:
        command = [sys.executable, "-m", "agent.cli", "audit", str(charts), "--format", "json"]
        command += ["--model", "scripted", "--base-url", model.url, "--config", str(settings)]
        environment = {
            **os.environ,
            "CHARTAUDIT_EXCHANGES": str(charts.with_suffix(".store")),
            "PYTHONPYCACHEPREFIX": str(charts.with_name("compiled")),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        cost = finished(command, environment)
    if model.refused:
        raise RuntimeError(f"{model.refused} of {model.calls} requests were not in the script")
    return _Batch(model.calls, model.seconds, cost.seconds, cost.megabytes)


def _bare(requests: Sequence[bytes], calls: int, answers: dict[str, str]) -> float:
    """Calls a second of a client that does nothing but to send and to receive."""
    of_thread = threading.local()
    with scripted_model(answers, _LATENCY) as model:
        place = urlsplit(model.url)

        def call(body: bytes) -> None:
            if not hasattr(of_thread, "connection"):
                of_thread.connection = http.client.HTTPConnection(place.netloc)
            of_thread.connection.request("POST", f"{place.path}/chat/completions", body)
            of_thread.connection.getresponse().read()

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(call, islice(cycle(requests), calls)))
    return model.calls / model.seconds
