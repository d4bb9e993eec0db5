"""Whatever an endpoint does, an audit ends in time, with every finding, and charged once.

Each fault is injected over real HTTP. It either passes, and the model's answer is used, or it
lasts, and the report is that of an offline audit which says why.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from faults import LASTING, OWN_TIME, PASSING, limits_for
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
from agent.model import Limits
from agent.transport.endpoint import Endpoint
from catalog import Catalog

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))
CHART = bundle(NOTE, "professional", "M25.56", "I10")


@pytest.fixture(scope="module")
def offline(catalog: Catalog) -> AuditReport:
    """The chart audited with no model."""
    return audit(CHART, catalog=catalog)


def audited(catalog: Catalog, url: str, limits: Limits = LIMITS) -> AuditReport:
    """The report, which must come within the deadline whatever the endpoint does."""
    before = time.monotonic()
    coder = ModelCoder.connect("scripted", url, limits=limits)
    report = audit(CHART, catalog=catalog, coder=coder)
    assert time.monotonic() - before < limits.deadline + OWN_TIME
    return report


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_after_a_passing_fault_the_models_answer_is_used_and_charged_once(
    catalog: Catalog, fault: Turn
) -> None:
    with scripted(fault, RIGHT) as endpoint:
        report = audited(catalog, endpoint.url, limits_for(fault))
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
        report = audited(catalog, endpoint.url, limits_for(fault))
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
    limits = replace(LIMITS, failures=3, pause=60.0)
    with scripted(Reply(500)) as endpoint:
        coder = ModelCoder.at(Endpoint("scripted", endpoint.url, limits))
        for _ in range(3):
            report = audit(CHART, catalog=catalog, coder=coder)
        assert len(endpoint.asked) == 3
    assert report.coder == "offline"
    assert "failed 3 times in a row and is left alone for 60 seconds" in report.notices[0]


def test_an_endpoint_that_recovers_is_used_again_after_the_pause(catalog: Catalog) -> None:
    limits = replace(LIMITS, attempts=1, failures=1, pause=0.05)
    with scripted(Reply(500), RIGHT) as endpoint:
        coder = ModelCoder.at(Endpoint("scripted", endpoint.url, limits))
        first = audit(CHART, catalog=catalog, coder=coder)
        time.sleep(0.1)
        second = audit(CHART, catalog=catalog, coder=coder)
    assert (first.coder, second.coder) == ("offline", "model")
