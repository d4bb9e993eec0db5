"""What a model has answered is not asked again, and an audit is replayed from it byte for byte."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from replaying import EXAMPLES, commanded, stumbling
from scripted_endpoint import (
    NOTE,
    QUESTIONS_WITH_REVIEW,
    Reply,
    bundle,
    choosing,
    completion,
    scripted,
)

from agent.exchanges.export import FILE_NAME as RECORDED
from agent.exchanges.store import FILE_NAME as STORED

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A chart with one note."""
    path = tmp_path / "chart.json"
    path.write_text(bundle().model_dump_json(), encoding="utf-8")
    return path


@pytest.fixture
def store() -> Path:
    """The store's file, wherever this test keeps it."""
    return Path(os.environ["CHARTAUDIT_EXCHANGES"]) / STORED


def test_the_shipped_examples_replay_byte_for_byte_with_no_endpoint(tmp_path: Path) -> None:
    command = ("audit", EXAMPLES, "--format", "json")
    with scripted(Reply(503, "{}"), stumbling) as endpoint:
        first = commanded(*command, "--record", tmp_path / "recorded", url=endpoint.url)
    recorded = (tmp_path / "recorded" / RECORDED).read_text().splitlines()
    assert len(recorded) == len(endpoint.asked) - 1, "all that was asked but the failure"
    from_store = commanded(*command, "--replay", url=endpoint.url)
    other_store = {"CHARTAUDIT_EXCHANGES": str(tmp_path / "empty")}
    from_folder = commanded(
        *command, "--replay", tmp_path / "recorded", url=endpoint.url, **other_store
    )
    assert from_store.stdout == first.stdout
    assert from_folder.stdout == first.stdout
    reports = [json.loads(line) for line in first.stdout.splitlines()]
    assert len(reports) == len(list(EXAMPLES.iterdir()))
    assert {report["coder"] for report in reports} == {"model"}
    retried = [r for r in reports if r["model"]["transport_retries"]]
    assert {r["model"]["transport_retries"] for r in retried} == {1}
    assert len({r["documents"][0]["sha256"] for r in retried}) == 1, "charts that share a question"
    assert sum(r["model"]["validation_reasks"] for r in reports) > 0


def test_the_same_request_is_asked_once(chart: Path) -> None:
    with scripted(RIGHT) as endpoint:
        first = commanded("audit", chart, "--format", "json", url=endpoint.url)
        again = commanded("audit", chart, "--format", "json", url=endpoint.url)
        assert len(endpoint.asked) == QUESTIONS_WITH_REVIEW
    assert again.stdout == first.stdout
    assert (
        f"{QUESTIONS_WITH_REVIEW} of {QUESTIONS_WITH_REVIEW} answers of the model were on record"
        in again.stderr
    )


def test_without_a_store_every_run_asks_and_nothing_is_left(chart: Path, store: Path) -> None:
    with scripted(RIGHT) as endpoint:
        for _ in range(2):
            commanded("audit", chart, "--no-store", url=endpoint.url)
        assert len(endpoint.asked) == 2 * QUESTIONS_WITH_REVIEW
    assert not store.exists()


@pytest.mark.parametrize(
    "failure",
    [Reply(401, "{}"), completion("", finish="content_filter")],
    ids=["a refused key", "a content filter"],
)
def test_a_failure_is_not_kept_and_is_asked_again(chart: Path, failure: Reply) -> None:
    with scripted(failure, RIGHT) as endpoint:
        refused = commanded("audit", chart, "--format", "json", url=endpoint.url)
        after = commanded("audit", chart, "--format", "json", url=endpoint.url)
    assert json.loads(refused.stdout)["coder"] == "offline"
    assert json.loads(after.stdout)["coder"] == "model"


@pytest.mark.parametrize("content", ["", "no JSON at all", '{"statements": ["cut'])
def test_a_useless_answer_is_replayed_as_it_was(chart: Path, content: str) -> None:
    with scripted(completion(content), RIGHT) as endpoint:
        first = commanded("audit", chart, "--format", "json", url=endpoint.url)
    assert json.loads(first.stdout)["model"]["validation_reasks"] == 1
    assert commanded("audit", chart, "--format", "json", "--replay", url=endpoint.url).stdout == (
        first.stdout
    )


def test_a_request_that_is_not_on_record_names_bundle_and_step_and_is_not_sent(
    chart: Path, tmp_path: Path
) -> None:
    with scripted(RIGHT) as endpoint:
        commanded("audit", chart, url=endpoint.url)
        other = tmp_path / "other.json"
        other.write_text(bundle(NOTE.replace("right knee", "left knee")).model_dump_json())
        done = commanded("audit", other, chart, "--format", "json", "--replay", url=endpoint.url)
        assert len(endpoint.asked) == QUESTIONS_WITH_REVIEW
    assert done.returncode == 2
    assert f"{other}: step read_note: its answer is not recorded" in done.stderr
    assert "left knee" not in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_the_store_and_the_recording_are_their_owners_alone(
    chart: Path, store: Path, tmp_path: Path
) -> None:
    with scripted(RIGHT) as endpoint:
        commanded("audit", chart, "--record", tmp_path / "recorded", url=endpoint.url)
    for path in (store, tmp_path / "recorded" / RECORDED):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--replay",), "is not there"),
        (("--replay", "nowhere"), f"holds no {RECORDED}"),
        (("--replay", "--no-store"), "leave out --no-store"),
    ],
)
def test_a_replay_of_nothing_is_refused_with_the_remedy(
    chart: Path, options: tuple[str, ...], told: str
) -> None:
    with scripted(RIGHT) as endpoint:
        done = commanded("audit", chart, *options, url=endpoint.url)
        assert (done.returncode, endpoint.asked) == (2, [])
    assert told in done.stderr


def test_a_run_without_the_review_is_replayed_without_it(chart: Path) -> None:
    options = ("audit", chart, "--format", "json")
    with scripted(RIGHT) as endpoint:
        first = commanded(*options, "--no-review", url=endpoint.url)
        assert len(endpoint.asked) == QUESTIONS_WITH_REVIEW - 1
    again = commanded(*options, "--no-review", "--replay", url=endpoint.url)
    assert (again.returncode, again.stdout) == (0, first.stdout)
    reviewed = commanded(*options, "--replay", url=endpoint.url)
    assert reviewed.returncode == 2
    assert "step review_findings: its answer is not recorded" in reviewed.stderr


def test_replay_may_stand_before_the_bundle(chart: Path) -> None:
    with scripted(RIGHT) as endpoint:
        first = commanded("audit", chart, "--format", "json", url=endpoint.url)
    done = commanded("audit", "--format", "json", "--replay", chart, url=endpoint.url)
    assert done.stdout == first.stdout
