"""A run with a model asks once for each case, counts what it costs, and keeps to its budget."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scripted_endpoint import NOTE, Endpoint, Reply, bundle, choosing, scripted

from agent.transport.limits import Limits
from agent.transport.prices import Price
from evals.budget import dearest_outcome
from evals.contracts import GoldCase, GoldCode

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


def ran(goldset: Path, endpoint: Endpoint, *options: str) -> subprocess.CompletedProcess[str]:
    arguments = ["--coder", "model", "--model", "scripted", "--base-url", endpoint.url]
    place = ["--out", str(goldset.parent / "run"), "--jobs", "1"]
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "agent.cli",
            "eval",
            "run",
            str(goldset),
            *arguments,
            *place,
            *options,
        ],
        capture_output=True,
        text=True,
        check=False,
    )


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


def test_a_new_run_pays_for_no_answer_again(goldset: Path) -> None:
    with scripted(HYPERTENSION) as endpoint:
        ran(goldset, endpoint, *PRICES)
        before = predictions(goldset)
        done = ran(goldset, endpoint, *PRICES, "--fresh")
        assert len(endpoint.asked) == 6
    assert "spent $0.0000" in done.stdout
    assert [p["codes"] for p in predictions(goldset)] == [p["codes"] for p in before]
    assert [p["usage"]["cost_usd"] for p in predictions(goldset)] == [COST] * 3


def test_the_budget_ends_the_run_before_it_is_passed_and_a_higher_one_goes_on(
    goldset: Path,
) -> None:
    dearest = dearest_outcome(case("a"), Price(1000, 1000), Limits().answer_tokens)
    enough_for_two = dearest + 1.5 * COST
    with scripted(HYPERTENSION) as endpoint:
        done = ran(goldset, endpoint, *PRICES, "--budget", f"{enough_for_two}")
        assert done.returncode == 2
        assert "--budget" in done.stderr
        assert "1 case was not run" in done.stderr
        assert len(endpoint.asked) == 4
        done = ran(goldset, endpoint, *PRICES, "--budget", f"{2 * enough_for_two}")
        assert done.returncode == 0, done.stderr
        assert len(endpoint.asked) == 6
    assert [p["case_id"] for p in predictions(goldset)] == ["a", "b", "c"]


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
