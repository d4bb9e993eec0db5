"""Each way to ask for a structured answer is found out, used, and remembered."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted_endpoint import (
    LIMITS,
    NOTE,
    QUESTIONS,
    Asked,
    Endpoint,
    Reply,
    bundle,
    choosing,
    completion,
    scripted,
)

from agent import AuditReport, audit
from agent.at_once import in_order
from agent.coding.model_coder import ModelCoder
from agent.exchanges import Keeping, Recorder
from agent.transport.endpoint import Endpoint as Shared
from agent.transport.manner import Mode
from catalog import Catalog

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))
READY = '{"ready": true}'
UNKNOWN_FORMAT = Reply(400, '{"error": {"message": "Unknown parameter: \'response_format\'."}}')


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered of an endpoint stays with the test; the catalog is opened before."""
    monkeypatch.setattr("agent.transport.remembered.default_folder", lambda: tmp_path)


def audited(
    catalog: Catalog, endpoint: Endpoint, mode: Mode | None = None, recorder: Recorder | None = None
) -> AuditReport:
    shared = Shared("scripted", endpoint.url, LIMITS, mode=mode, recorder=recorder)
    return audit(bundle(), catalog=catalog, coder=ModelCoder.at(shared))


def codes(report: AuditReport) -> list[str]:
    return [proposal.code for proposal in report.proposals]


def as_chat(asked: Asked) -> Asked:
    """The question whichever way it came, so that one script answers all."""
    body = asked.body
    return Asked({**body, "messages": body.get("messages") or body["input"]}, asked.authorization)


def content_of(asked: Asked) -> str:
    """The right answer: to the probe, or about the chart."""
    chat = as_chat(asked)
    if "Zebrawood" not in chat.text:
        return READY
    content: str = json.loads(RIGHT(chat).body)["choices"][0]["message"]["content"]
    return content


def by_tool(asked: Asked) -> Reply:
    call = {"id": "1", "type": "function", "function": {"arguments": content_of(asked)}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return Reply(body=json.dumps({"id": "c", "choices": [choice], "usage": usage}))


def by_response(asked: Asked) -> Reply:
    text = {"type": "output_text", "text": content_of(asked)}
    output = [{"type": "reasoning"}, {"type": "message", "content": [text]}]
    usage = {"input_tokens": 100, "input_tokens_details": {"cached_tokens": 60}, "output_tokens": 9}
    return Reply(body=json.dumps({"id": "r", "output": output, "usage": usage}))


def only_tools(asked: Asked) -> Reply:
    return by_tool(asked) if "tools" in asked.body else UNKNOWN_FORMAT


def only_responses(asked: Asked) -> Reply:
    said = '{"error": {"message": "not supported in v1/chat/completions; use v1/responses"}}'
    return by_response(asked) if "input" in asked.body else Reply(404, said)


def prose_but_for_tools(asked: Asked) -> Reply:
    return by_tool(asked) if "tools" in asked.body else completion("Gladly! The note says ...")


@pytest.mark.parametrize(
    ("mode", "turn"),
    [(Mode.TOOLS, by_tool), (Mode.RESPONSES, by_response)],
    ids=["tools", "responses"],
)
def test_a_mode_that_is_given_is_used_from_the_first_question(
    catalog: Catalog, mode: Mode, turn: Callable[[Asked], Reply]
) -> None:
    with scripted(turn) as endpoint:
        report = audited(catalog, endpoint, mode)
    assert codes(report) == ["I10"]
    assert len(endpoint.asked) == QUESTIONS


@pytest.mark.parametrize("turn", [only_tools, only_responses, prose_but_for_tools])
def test_an_endpoint_that_takes_another_mode_is_probed_and_used(
    catalog: Catalog, turn: Callable[[Asked], Reply]
) -> None:
    with scripted(turn) as endpoint:
        report = audited(catalog, endpoint)
    assert (report.coder, codes(report)) == ("model", ["I10"])


def test_the_probe_holds_nothing_of_the_chart(catalog: Catalog) -> None:
    with scripted(only_tools) as endpoint:
        audited(catalog, endpoint)
    probes = [asked for asked in endpoint.asked if "Zebrawood" not in as_chat(asked).text]
    assert probes
    assert all(len(as_chat(asked).text) < 100 for asked in probes)


def test_what_was_found_is_remembered_for_the_next_run(catalog: Catalog) -> None:
    with scripted(only_tools) as endpoint:
        audited(catalog, endpoint)
        before = len(endpoint.asked)
        audited(catalog, endpoint)
        assert len(endpoint.asked) == before + QUESTIONS


def test_a_replay_needs_no_probe_where_the_recorded_run_did(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "recorded"
    with scripted(only_tools) as endpoint:
        recorder = Keeping(store=False, record=folder).recorder(print)
        first = audited(catalog, endpoint, recorder=recorder)
        asked = len(endpoint.asked)
        elsewhere = tmp_path / "another cache"
        monkeypatch.setattr("agent.transport.remembered.default_folder", lambda: elsewhere)
        replaying = Keeping(store=False, replay=str(folder)).recorder(print)
        assert audited(catalog, endpoint, recorder=replaying) == first
        assert len(endpoint.asked) == asked
    assert first.coder == "model"


def test_an_endpoint_is_probed_by_one_chart_for_all_that_are_asked_about_at_once(
    catalog: Catalog,
) -> None:
    together = threading.Barrier(4, timeout=20)

    def all_begin_at_once(asked: Asked) -> Reply:
        if "response_format" in asked.body and "Zebrawood" in asked.text:
            together.wait()
        return only_tools(asked)

    with scripted(all_begin_at_once) as endpoint:
        coder = ModelCoder.at(Shared("scripted", endpoint.url, LIMITS, mode=None))
        charts = [bundle(f"{NOTE}\nVisit {number}.\n") for number in range(4)]
        reports = list(in_order(lambda c: audit(c, catalog=catalog, coder=coder), charts, 4))
        probes = [asked for asked in endpoint.asked if "Zebrawood" not in asked.text]
    assert {report.coder for report in reports} == {"model"}
    assert len(probes) == 2, "one for each mode up to the one that it takes"


def test_an_endpoint_that_takes_the_usual_mode_is_not_probed(catalog: Catalog) -> None:
    with scripted(RIGHT) as endpoint:
        audited(catalog, endpoint)
        assert len(endpoint.asked) == QUESTIONS


def test_an_endpoint_that_takes_no_mode_ends_in_an_offline_audit(catalog: Catalog) -> None:
    with scripted(UNKNOWN_FORMAT) as endpoint:
        report = audited(catalog, endpoint)
        assert len(endpoint.asked) == 1 + len(Mode)
    assert report.coder == "offline"


@pytest.mark.parametrize(
    ("parameter", "instead"),
    [("max_tokens", "max_completion_tokens"), ("temperature", None), ("seed", None)],
)
def test_a_parameter_that_is_refused_is_left_out_or_named_otherwise(
    catalog: Catalog, parameter: str, instead: str | None
) -> None:
    def refusing(asked: Asked) -> Reply:
        if parameter in asked.body:
            error = {"message": f"Unsupported: '{parameter}'", "param": parameter}
            return Reply(400, json.dumps({"error": error}))
        return RIGHT(asked)

    with scripted(refusing) as endpoint:
        report = audited(catalog, endpoint)
    assert codes(report) == ["I10"]
    assert instead is None or instead in endpoint.asked[-1].body


def test_cached_tokens_of_the_responses_api_are_counted(catalog: Catalog) -> None:
    with scripted(by_response) as endpoint:
        report = audited(catalog, endpoint, Mode.RESPONSES)
    assert report.model is not None
    assert (report.model.prompt_tokens, report.model.cached_prompt_tokens) == (
        100 * QUESTIONS,
        60 * QUESTIONS,
    )
