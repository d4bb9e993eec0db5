"""Whatever an endpoint does, an audit ends in time, with every finding, and charged once.

Each fault is injected over real HTTP. It either passes, and the model's answer is used, or it
lasts, and the report is that of an offline audit which says why.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scripted_endpoint import (
    LIMITS,
    NOTE,
    QUESTIONS,
    Reply,
    Turn,
    bundle,
    choosing,
    completion,
    scripted,
)

from agent import AuditReport, audit
from agent.coding.model_coder import ModelCoder
from agent.transport.endpoint import Endpoint
from catalog import Catalog

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))
CHART = bundle(NOTE, "professional", "M25.56", "I10")
#: What an audit may take besides waiting for the endpoint, on a busy machine.
OWN_TIME = 8.0
#: A longer answer than the patience of the tests below.
SLOW = 30.0
QUICK = replace(LIMITS, timeout=0.5, deadline=3.0)


def error(message: str = "", **more: object) -> str:
    return json.dumps({"error": {"message": f"{message} Zebrawood Clinic", **more}})


def dated(**later: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(**later), usegmt=True)


PASSING: dict[str, Turn] = {
    "request timeout": Reply(408, error()),
    "conflict": Reply(409, error()),
    "rate limit": Reply(429, error("rate limit reached")),
    "internal error": Reply(500, error()),
    "internal error in plain text": Reply(500, "upstream fell over"),
    "bad gateway": Reply(502, "<html>bad gateway</html>"),
    "unavailable": Reply(503, ""),
    "gateway timeout": Reply(504, ""),
    "overloaded": Reply(529, error("overloaded")),
    "retry after a second": Reply(429, error(), {"Retry-After": "1"}),
    "retry after milliseconds": Reply(429, error(), {"Retry-After-Ms": "20"}),
    "retry after a date gone by": Reply(503, error(), {"Retry-After": dated(hours=-1)}),
    "retry after nonsense": Reply(503, error(), {"Retry-After": "soon"}),
    "retry after less than nothing": Reply(503, error(), {"Retry-After": "-5"}),
    "retry after no number": Reply(503, error(), {"Retry-After": "nan"}),
    "closed without a word": Reply(0),
    "torn body": replace(completion("{}"), torn=True),
    "no answer in time": Reply(delay=SLOW),
    "dripping body": Reply(body="{" + " " * 1000, drip=0.05),
    "rate limit told with a good status": Reply(body=error(code=429)),
    "failure told with a good status": Reply(body=error(code="server_error")),
    "body said to be compressed": Reply(body="{}", headers={"Content-Encoding": "gzip"}),
    "oversized body": Reply(body=" " * 9_000_000),
}

LASTING: dict[str, tuple[Turn, str]] = {
    "bad request": (Reply(400, error()), "refused the request (HTTP 400)"),
    "wrong key": (Reply(401, error()), "refused the key (HTTP 401)"),
    "forbidden": (Reply(403, error()), "refused the key (HTTP 403)"),
    "no such model": (Reply(404, error()), "no such model or path"),
    "too large": (Reply(413, error()), "refused the request (HTTP 413)"),
    "redirect": (Reply(307, "", {"Location": "http://127.0.0.1:9/"}), "HTTP 307"),
    "internal error": (Reply(500, error()), "failed (HTTP 500)"),
    "rate limit": (Reply(429, error()), "over its rate limit"),
    "retry after an hour": (Reply(429, error(), {"Retry-After": "3600"}), "over its rate limit"),
    "retry after a date to come": (
        Reply(429, error(), {"Retry-After": dated(hours=1)}),
        "over its rate limit",
    ),
    "spent credit": (Reply(429, error(code="insufficient_quota")), "no credit left"),
    "content filter": (Reply(400, error(code="content_filter")), "content filter"),
    "content filter in an answer": (completion("", "content_filter"), "content filter"),
    "context length": (
        Reply(400, error(code="context_length_exceeded")),
        "longer than the model reads",
    ),
    "context size, as llama.cpp tells": (
        Reply(400, error("the request exceeds the available context size")),
        "longer than the model reads",
    ),
    "no answer in time": (Reply(delay=SLOW), "timed out"),
    "closed without a word": (Reply(0), "no connection"),
    "page instead of an answer": (Reply(body="<html>welcome</html>"), "not of the form"),
    "empty body": (Reply(body=""), "not of the form"),
    "list": (Reply(body="[]"), "not of the form"),
    "bottomless nesting": (Reply(body="[" * 100_000), "not of the form"),
    "no choices": (Reply(body='{"choices": []}'), "not of the form"),
    "choices that are none": (Reply(body='{"choices": [7]}'), "not of the form"),
    "null content": (completion(None), "not of the form"),
    "cut answer": (completion('{"statements": [', "length"), "not of the form"),
    "bytes that are no text": (Reply(body='{"choices": "\udcff\udcfe"}'), "not of the form"),
}


@pytest.fixture(scope="module")
def offline(catalog: Catalog) -> AuditReport:
    """The chart audited with no model."""
    return audit(CHART, catalog=catalog)


def audited(catalog: Catalog, url: str) -> AuditReport:
    """The report, which must come within the deadline whatever the endpoint does."""
    before = time.monotonic()
    coder = ModelCoder.connect("scripted", url, limits=QUICK)
    report = audit(CHART, catalog=catalog, coder=coder)
    assert time.monotonic() - before < QUICK.deadline + OWN_TIME
    return report


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_after_a_passing_fault_the_models_answer_is_used_and_charged_once(
    catalog: Catalog, fault: Turn
) -> None:
    with scripted(fault, RIGHT) as endpoint:
        report = audited(catalog, endpoint.url)
    assert (report.coder, [p.code for p in report.proposals]) == ("model", ["I10"])
    assert "M25.56" in {finding.subject.code for finding in report.findings}
    used = report.model
    assert used is not None
    assert (used.calls, used.transport_retries, used.validation_reasks) == (QUESTIONS + 1, 1, 0)
    # The script bills 100 and 10 tokens for each answer that it gave whole.
    assert (used.prompt_tokens, used.completion_tokens) == (100 * QUESTIONS, 10 * QUESTIONS)


@pytest.mark.parametrize(("fault", "reason"), LASTING.values(), ids=LASTING.keys())
def test_a_lasting_fault_ends_in_the_offline_report_which_says_why(
    catalog: Catalog, offline: AuditReport, fault: Turn, reason: str
) -> None:
    with scripted(fault) as endpoint:
        report = audited(catalog, endpoint.url)
    assert report.coder == "offline"
    assert reason in report.notices[0]
    assert report.findings == offline.findings
    assert report.proposals == offline.proposals
    assert "Zebrawood" not in "".join(report.notices)
    assert report.model is not None
    assert report.model.calls == len(endpoint.asked)


def test_usage_told_in_an_error_and_in_headers_is_counted(catalog: Catalog) -> None:
    told = Reply(500, json.dumps({"error": {"usage": {"prompt_tokens": 7}}}))
    in_headers = Reply(500, "", {"X-Prompt-Tokens": "5", "X-Generated-Tokens": "2"})
    with scripted(told, in_headers, RIGHT) as endpoint:
        report = audited(catalog, endpoint.url)
    assert report.model is not None
    assert (report.model.prompt_tokens, report.model.completion_tokens) == (
        100 * QUESTIONS + 12,
        10 * QUESTIONS + 2,
    )


@pytest.mark.parametrize("count", [-5, "many", None, True, 1e300, [], {"a": 1}])
def test_usage_that_is_no_count_counts_as_none_told(catalog: Catalog, count: object) -> None:
    usage = {"prompt_tokens": count, "completion_tokens": count}

    def answer(asked: object) -> Reply:
        whole = json.loads(RIGHT(asked).body)  # type: ignore[arg-type]
        return Reply(body=json.dumps({**whole, "usage": usage}))

    with scripted(answer) as endpoint:
        report = audited(catalog, endpoint.url)
    assert report.model is not None
    assert (report.model.prompt_tokens, report.model.unaccounted_calls) == (0, QUESTIONS)


def test_what_was_lost_on_the_way_is_told_as_unaccounted(catalog: Catalog) -> None:
    with scripted(replace(completion("{}"), torn=True), RIGHT) as endpoint:
        report = audited(catalog, endpoint.url)
    assert report.model is not None
    assert report.model.unaccounted_calls == 1


def test_every_attempt_for_one_question_bears_the_same_key(catalog: Catalog) -> None:
    with scripted(Reply(500), RIGHT) as endpoint:
        audited(catalog, endpoint.url)
    first, again, next_question = (asked.idempotency_key for asked in endpoint.asked)
    assert first == again != ""
    assert next_question not in {first, ""}


def test_a_failing_endpoint_is_left_alone_by_the_charts_that_follow(catalog: Catalog) -> None:
    limits = replace(QUICK, failures=3, pause=60.0)
    with scripted(Reply(500)) as endpoint:
        coder = ModelCoder.at(Endpoint("scripted", endpoint.url, limits))
        for _ in range(3):
            report = audit(CHART, catalog=catalog, coder=coder)
        assert len(endpoint.asked) == 3
    assert report.coder == "offline"
    assert "failed 3 times in a row and is left alone for 60 seconds" in report.notices[0]


def test_an_endpoint_that_recovers_is_used_again_after_the_pause(catalog: Catalog) -> None:
    limits = replace(QUICK, attempts=1, failures=1, pause=0.05)
    with scripted(Reply(500), RIGHT) as endpoint:
        coder = ModelCoder.at(Endpoint("scripted", endpoint.url, limits))
        first = audit(CHART, catalog=catalog, coder=coder)
        time.sleep(0.1)
        second = audit(CHART, catalog=catalog, coder=coder)
    assert (first.coder, second.coder) == ("offline", "model")
