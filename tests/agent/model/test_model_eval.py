"""A run with a model asks once for each case, counts what it costs, and keeps to its budget."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scripted_endpoint import (
    NOTE,
    QUESTIONS_WITH_REVIEW,
    Asked,
    Endpoint,
    Reply,
    bundle,
    choosing,
    scripted,
)

from agent.exchanges.export import FILE_NAME as RECORDED
from evals.budget import FILE_NAME as CHARGES
from evals.budget import Cap, Charges
from evals.contracts import GoldCase, GoldCode, GoldFinding

HYPERTENSION = choosing(("Essential hypertension", "affirmed", "I10"))
PRICES = ("--prompt-price", "1000", "--completion-price", "1000")
#: What the scripted endpoint bills for a case at these prices: two answers of 110 tokens.
COST = 0.22


def case(name: str) -> GoldCase:
    return GoldCase(
        case_id=name, bundle=bundle(f"{NOTE}\nVisit {name}.\n"), codes=(GoldCode(code="I10"),)
    )


@pytest.fixture
def goldset(tmp_path: Path) -> Path:
    """Three cases of notes that are much alike."""
    file = tmp_path / "set.jsonl"
    file.write_text("".join(case(name).model_dump_json() + "\n" for name in "abc"))
    return file


def command(goldset: Path, endpoint: Endpoint, *options: str) -> list[str]:
    """The command that runs the set with the scripted model, into the folder `run` beside it."""
    return [
        *(sys.executable, "-m", "agent.cli", "eval", "run", str(goldset)),
        *("--coder", "model", "--model", "scripted", "--base-url", endpoint.url),
        *("--out", str(goldset.parent / "run"), "--jobs", "1"),
        *options,
    ]


def ran(goldset: Path, endpoint: Endpoint, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(goldset, endpoint, *options), capture_output=True, text=True, check=False
    )


def charged(goldset: Path) -> float:
    """US dollars that stand in the run's account."""
    return Charges(goldset.parent / "run" / CHARGES, Cap(), None).spent


def predictions(goldset: Path) -> list[dict[str, Any]]:
    lines = (goldset.parent / "run" / "predictions.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_each_case_is_asked_about_once_and_never_again(goldset: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        done = ran(goldset, endpoint, *PRICES)
        assert done.returncode == 0, done.stderr
        assert len(endpoint.asked) == 6
        assert "spent $0.6600" in done.stdout
        assert ran(goldset, endpoint, *PRICES).returncode == 0
        assert len(endpoint.asked) == 6
    assert [[c["code"] for c in p["codes"]] for p in predictions(goldset)] == [["I10"]] * 3
    assert predictions(goldset)[0]["usage"]["prompt_tokens"] == 200


def test_the_review_is_asked_for_and_scored_where_the_run_is_to_have_it(goldset: Path) -> None:
    with_findings = case("a").model_copy(
        update={
            "bundle": bundle(NOTE, "professional", "M25.569"),
            "findings": (GoldFinding.model_validate({"category": "laterality"}),),
        }
    )
    goldset.write_text(with_findings.model_dump_json() + "\n")
    with scripted(choosing(("Pain in right knee", "affirmed", "M25.561"))) as endpoint:
        done = ran(goldset, endpoint, "--review")
        assert len(endpoint.asked) == QUESTIONS_WITH_REVIEW
    assert done.returncode == 0
    assert "Model agrees, of right findings" in done.stdout
    verdicts = [finding["verdict"] for finding in predictions(goldset)[0]["findings"]]
    assert "agree" in verdicts


def test_a_new_run_pays_for_no_answer_again(goldset: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        ran(goldset, endpoint, *PRICES)
        before = predictions(goldset)
        done = ran(goldset, endpoint, *PRICES, "--fresh")
        assert len(endpoint.asked) == 6
    assert "spent $0.0000" in done.stdout
    assert [p["codes"] for p in predictions(goldset)] == [p["codes"] for p in before]
    assert [p["usage"]["cost_usd"] for p in predictions(goldset)] == [COST] * 3


@pytest.mark.slow
def test_the_budget_ends_the_run_before_it_is_passed_and_a_higher_one_goes_on(
    goldset: Path,
) -> None:
    """At a dollar a thousand tokens a question holds back five dollars or more, and costs 0.11."""
    with scripted(HYPERTENSION) as endpoint:
        done = ran(goldset, endpoint, *PRICES, "--budget", "1")
        assert (done.returncode, endpoint.asked) == (2, [])
        assert "3 cases were not finished" in done.stderr
        ran(goldset, endpoint, *PRICES, "--budget", "12")
        asked = len(endpoint.asked)
        done = ran(goldset, endpoint, *PRICES, "--budget", "100")
        assert done.returncode == 0, done.stderr
        assert len(endpoint.asked) == 6
    assert asked > 0
    assert charged(goldset) == pytest.approx(3 * COST)
    assert [p["case_id"] for p in predictions(goldset)] == ["a", "b", "c"]


@pytest.mark.slow
def test_the_tokens_allowed_end_the_run_in_the_middle_of_a_case_which_is_then_not_scored(
    goldset: Path,
) -> None:
    """A question holds back its bytes and 4,096 tokens of an answer, and takes 110."""
    with scripted(HYPERTENSION) as endpoint:
        first = _held(endpoint, goldset)
        done = ran(goldset, endpoint, *PRICES, "--max-tokens", str(first + 50), "--fresh")
        assert done.returncode == 2
        assert "--max-tokens" in done.stderr
    assert predictions(goldset) == []


def _held(endpoint: Endpoint, goldset: Path) -> int:
    """Tokens that the set's first question holds back."""
    ran(goldset, endpoint, *PRICES, "--no-store")
    question: dict[str, Any] = endpoint.asked[0].body
    endpoint.asked.clear()
    return len(json.dumps(question, ensure_ascii=False).encode()) + 64 + int(question["max_tokens"])


@pytest.mark.slow
def test_a_killed_run_pays_nothing_twice_and_all_its_sittings_keep_to_one_cap(
    goldset: Path,
) -> None:
    def slow(asked: Asked) -> Reply:
        return replace(HYPERTENSION(asked), delay=0.3)

    with scripted(slow) as endpoint:
        options = (*PRICES, "--budget", "100")
        for killed_at in (1, 4):
            _kill_when_asked(command(goldset, endpoint, *options), endpoint, killed_at)
        done = ran(goldset, endpoint, *options)
        assert done.returncode == 0, done.stderr
        questions = [asked.body["messages"] for asked in endpoint.asked]
    again = [question for n, question in enumerate(questions) if question in questions[:n]]
    assert len(again) <= 2, "asked again is at most what was on its way when the run was killed"
    assert charged(goldset) >= 6 * COST / 2
    # What was lost with its process is counted at the most that it may have cost.
    assert charged(goldset) >= len(questions) * COST / 2


def _kill_when_asked(arguments: list[str], endpoint: Endpoint, questions: int) -> None:
    with subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        while len(endpoint.asked) < questions and running.poll() is None:
            time.sleep(0.01)
        running.kill()


@pytest.mark.slow
def test_sittings_that_are_killed_again_and_again_do_not_pass_the_cap(goldset: Path) -> None:
    """Each kill loses a question whose dearest outcome stays charged, until none is let go."""
    stuck = Reply(delay=60.0)
    with scripted(stuck) as endpoint:
        options = (*PRICES, "--budget", "20")
        for sitting in range(1, 6):
            _kill_when_asked(command(goldset, endpoint, *options), endpoint, sitting)
        asked = len(endpoint.asked)
    assert 1 <= asked <= 3
    assert charged(goldset) <= 20


@pytest.mark.slow
def test_two_processes_keep_to_one_cap(goldset: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        done = ran(goldset, endpoint, *PRICES, "--budget", "100", "--jobs", "2")
        assert done.returncode == 0, done.stderr
        assert len(endpoint.asked) == 6
    assert charged(goldset) == pytest.approx(3 * COST)
    assert "spent $0.6600" in done.stdout


def test_a_run_is_replayed_from_what_it_recorded_with_no_endpoint(
    goldset: Path, tmp_path: Path
) -> None:
    folder = str(tmp_path / "recorded")
    with scripted(HYPERTENSION) as endpoint:
        first = ran(goldset, endpoint, "--no-store", "--record", folder, "--jobs", "2")
        assert first.returncode == 0, first.stderr
    before = _without_times(goldset)
    assert len((tmp_path / "recorded" / RECORDED).read_text().splitlines()) == 6
    done = ran(goldset, endpoint, "--replay", folder, "--fresh")
    assert done.returncode == 0, done.stderr
    assert _without_times(goldset) == before


def test_a_replay_says_what_is_not_on_record(goldset: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "recorded")
    with scripted(HYPERTENSION) as endpoint:
        ran(goldset, endpoint, "--no-store", "--record", folder, "--limit", "1")
    done = ran(goldset, endpoint, "--replay", folder, "--fresh")
    assert "2: the answer to read_note is not on record" in done.stdout


def _without_times(goldset: Path) -> list[dict[str, Any]]:
    found = predictions(goldset)
    for prediction in found:
        del prediction["usage"]["seconds"], prediction["usage"]["saved_usd"]
    return found


def test_how_the_model_is_asked_decides_which_run_it_is(goldset: Path, tmp_path: Path) -> None:
    file = tmp_path / "tools.toml"
    file.write_text('[model]\nmode = "tools"\n')
    with scripted(HYPERTENSION) as endpoint:
        ran(goldset, endpoint)
        done = ran(goldset, endpoint, "--config", str(file))
    manifest = json.loads((goldset.parent / "run" / "manifest.json").read_text())
    assert manifest["config"]["mode"] == "auto"
    assert done.returncode == 2
    assert "differs in config.mode" in done.stderr


def test_a_run_with_a_model_is_compared_with_one_offline(goldset: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        ran(goldset, endpoint)
    offline = goldset.parent / "offline"
    base = [sys.executable, "-m", "agent.cli", "eval"]
    subprocess.run([*base, "run", str(goldset), "--out", str(offline)], check=True)
    done = subprocess.run(
        [*base, "compare", str(offline), str(goldset.parent / "run"), "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["cases"] == 3
    assert any("model" in setting for setting in told["settings"])
    figures = {figure["key"]: figure for figure in told["figures"]}
    assert figures["codes.micro.precision"]["b"] == 1.0
    assert figures["codes.micro.precision"]["a"] < 1.0


def test_a_case_without_the_model_is_an_error_until_it_is_tried_again(goldset: Path) -> None:
    refused = Reply(401, "{}")
    with scripted(refused, HYPERTENSION) as endpoint:
        done = ran(goldset, endpoint)
        assert "1 ended in an error" in done.stdout
        assert [bool(p["error"]) for p in predictions(goldset)] == [True, False, False]
        assert predictions(goldset)[0]["codes"] == []
        ran(goldset, endpoint, "--retry-failed")
        assert len(endpoint.asked) == 7
    assert not any(p["error"] for p in predictions(goldset))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--budget", "1"), "--prompt-price"),
        (("--coder", "offline"), "--coder model"),
        (("--coder", "offline", "--review"), "--review goes with --coder model"),
        (("--base-url", "localhost:8080"), "expected a URL"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    goldset: Path, options: tuple[str, ...], told: str
) -> None:
    with scripted(HYPERTENSION) as endpoint:
        done = ran(goldset, endpoint, *options)
        assert (done.returncode, endpoint.asked) == (2, [])
    assert told in done.stderr
