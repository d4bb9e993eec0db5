"""An endpoint that fails is tried again within bounds, and never stops an audit."""

from __future__ import annotations

import logging
import time
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scripted_endpoint import LIMITS, NOTE, Reply, bundle, choosing, completion, scripted

from agent import AuditReport, audit
from agent.coding.model_coder import ModelCoder
from agent.errors import ModelUnavailable, UsageError
from agent.model import Limits, ModelClient
from catalog import Catalog

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))
ECHO = '{"error": {"message": "cannot read: Zebrawood Clinic visit. No chest pain today."}}'


def audited(catalog: Catalog, url: str, limits: Limits = LIMITS) -> AuditReport:
    coder = ModelCoder.connect("scripted", url, limits=limits)
    return audit(bundle(), catalog=catalog, coder=coder)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_a_passing_failure_is_retried_and_counted(catalog: Catalog, status: int) -> None:
    with scripted(Reply(status, ECHO), RIGHT) as endpoint:
        report = audited(catalog, endpoint.url)
    assert [p.code for p in report.proposals] == ["I10"]
    assert report.model is not None
    assert (report.model.calls, report.model.transport_retries) == (3, 1)
    assert report.model.validation_reasks == 0


REASONS = {
    429: "the endpoint is over its rate limit (HTTP 429)",
    500: "the endpoint failed (HTTP 500)",
}


@pytest.mark.parametrize(("status", "reason"), REASONS.items())
def test_a_lasting_failure_ends_in_an_offline_audit_that_says_so(
    catalog: Catalog, status: int, reason: str
) -> None:
    with scripted(Reply(status, ECHO)) as endpoint:
        report = audited(catalog, endpoint.url)
    assert len(endpoint.asked) == LIMITS.attempts
    assert report.coder == "offline"
    assert report.notices[:-1] == (
        f"The model was not used to read and to assign codes: {reason}. "
        "The codes proposed come from the offline coder.",
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    {
        400: "the endpoint refused the request (HTTP 400)",
        401: "the endpoint refused the key (HTTP 401)",
        403: "the endpoint refused the key (HTTP 403)",
        404: "the endpoint knows no such model or path (HTTP 404)",
    }.items(),
)
def test_a_refusal_is_not_retried(catalog: Catalog, status: int, reason: str) -> None:
    with scripted(Reply(status, ECHO)) as endpoint:
        report = audited(catalog, endpoint.url)
    assert len(endpoint.asked) == 1
    assert report.coder == "offline"
    assert reason in report.notices[0]


def test_a_redirect_is_not_followed(catalog: Catalog) -> None:
    with scripted(RIGHT) as elsewhere:
        turn = Reply(307, "{}", {"Location": f"{elsewhere.url}/chat/completions"})
        with scripted(turn) as endpoint:
            report = audited(catalog, endpoint.url)
        assert elsewhere.asked == []
    assert report.coder == "offline"


def test_retry_after_is_waited_for(catalog: Catalog) -> None:
    with scripted(Reply(429, ECHO, {"Retry-After": "1"}), RIGHT) as endpoint:
        before = time.monotonic()
        report = audited(catalog, endpoint.url)
        assert time.monotonic() - before >= 1.0
    assert report.coder == "model"


def test_a_retry_after_date_beyond_the_deadline_ends_the_wait_at_once(catalog: Catalog) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with scripted(Reply(429, ECHO, {"Retry-After": later}), RIGHT) as endpoint:
        before = time.monotonic()
        report = audited(catalog, endpoint.url)
        assert time.monotonic() - before < 2.0
    assert (report.coder, len(endpoint.asked)) == ("offline", 1)


def test_an_endpoint_that_does_not_answer_in_time_is_given_up(catalog: Catalog) -> None:
    with scripted(Reply(delay=30.0)) as endpoint:
        report = audited(catalog, endpoint.url, replace(LIMITS, timeout=0.2))
    assert "the endpoint timed out" in report.notices[0]
    assert len(endpoint.asked) == LIMITS.attempts


def test_the_deadline_bounds_all_attempts_together(catalog: Catalog) -> None:
    limits = replace(LIMITS, timeout=5.0, deadline=0.5, attempts=100)
    with scripted(Reply(delay=30.0)) as endpoint:
        before = time.monotonic()
        report = audited(catalog, endpoint.url, limits)
        assert time.monotonic() - before < 3.0
    assert report.coder == "offline"


def test_an_answer_that_drips_without_end_is_given_up(catalog: Catalog) -> None:
    with scripted(Reply(body="{" + " " * 1000, drip=0.05)) as endpoint:
        before = time.monotonic()
        report = audited(catalog, endpoint.url, replace(LIMITS, timeout=0.3))
        assert time.monotonic() - before < 5.0
    assert "the endpoint timed out" in report.notices[0]


def test_a_connection_torn_in_the_middle_of_an_answer_is_tried_again(catalog: Catalog) -> None:
    with scripted(replace(completion("{}"), torn=True), RIGHT) as endpoint:
        report = audited(catalog, endpoint.url)
    assert report.coder == "model"
    assert report.model is not None
    assert report.model.transport_retries == 1


def test_an_answer_too_large_to_be_one_is_given_up(catalog: Catalog) -> None:
    with scripted(Reply(body=" " * 9_000_000)) as endpoint:
        report = audited(catalog, endpoint.url)
    assert report.coder == "offline"


def test_no_endpoint_at_all_ends_in_an_offline_audit(catalog: Catalog) -> None:
    with scripted(RIGHT) as endpoint:
        pass
    report = audited(catalog, endpoint.url)
    assert "no connection to the endpoint" in report.notices[0]


@pytest.mark.parametrize(
    "turn",
    [Reply(400, ECHO), Reply(500, ECHO), completion('{"statements": "Zebrawood Clinic"}')],
    ids=["refused", "failing", "invalid"],
)
def test_no_word_of_the_chart_is_logged_or_raised(
    catalog: Catalog, caplog: pytest.LogCaptureFixture, turn: Reply
) -> None:
    for name in (None, "openai", "openai._base_client", "instructor", "instructor.v2.retry"):
        caplog.set_level(logging.DEBUG, logger=name)
    with scripted(turn) as endpoint:
        report = audited(catalog, endpoint.url)
    said = caplog.text + "".join(report.notices)
    assert [line for line in NOTE.splitlines() if line and line in said] == []
    assert "Zebrawood" not in said


def test_an_error_carries_nothing_of_what_was_sent_or_received() -> None:
    from agent.coding.answer import Reading

    messages = [{"role": "user", "content": NOTE}]
    with (
        scripted(Reply(400, ECHO)) as endpoint,
        ModelClient("scripted", endpoint.url, LIMITS) as client,
    ):
        with pytest.raises(ModelUnavailable) as caught:
            client.ask(messages, Reading, until=time.monotonic() + 5)
        error = caught.value
        assert (error.__cause__, error.__context__) == (None, None)
        assert "Zebrawood" not in "".join(traceback.format_exception(error))


def test_the_key_comes_from_our_variable_before_the_usual_one(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scripted(RIGHT) as endpoint:
        monkeypatch.delenv("CHARTAUDIT_API_KEY", raising=False)
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        audited(catalog, endpoint.url)
        monkeypatch.setenv("OPENAI_API_KEY", "usual")
        audited(catalog, endpoint.url)
        monkeypatch.setenv("CHARTAUDIT_API_KEY", "ours")
        audited(catalog, endpoint.url)
    assert [a.authorization for a in endpoint.asked if not a.assigning] == [
        "Bearer none",
        "Bearer usual",
        "Bearer ours",
    ]


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8080", "ftp://host/v1", "http://", "http://host:port/v1", ""]
)
def test_what_is_no_url_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(UsageError, match="expected a URL such as http://"):
        ModelCoder.connect("any", url)


@pytest.mark.parametrize("url", ["http://me:secret@host/v1", "http://host/v1?key=secret"])
def test_a_url_with_credentials_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError, match="CHARTAUDIT_API_KEY") as caught:
        ModelCoder.connect("any", url)
    assert "secret" not in str(caught.value)
