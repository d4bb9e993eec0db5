"""Bounds on the figures of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.errors import UsageError
from evals.gate import SHORT_NAMES, judge

_KEYS = Path(__file__).with_name("keys.txt").read_text(encoding="utf-8").split()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A folder with the scores of a run."""
    scores = {
        "codes.micro.f1": {"value": 0.5, "low": 0.4, "high": 0.6, "n": 10},
        "codes.hallucinated": {"value": 0.0, "low": None, "high": None, "n": 10},
        "calibration.ece": {"value": 0.1, "low": 0.05, "high": 0.2, "n": 10},
        "findings.micro.f1": {"value": None, "low": None, "high": None, "n": 0},
    }
    (tmp_path / "scores.json").write_text(json.dumps(scores))
    return tmp_path


@pytest.mark.parametrize(
    ("least", "most", "on_low", "met"),
    [
        ("micro_f1=0.5", None, False, True),
        ("codes.micro.f1=0.51", None, False, False),
        ("micro_f1=0.45", None, True, False),
        ("micro_f1=0.4", None, True, True),
        (None, "codes.hallucinated=0", False, True),
        (None, "hallucinated=0", True, True),
        (None, "ece=0.15", False, True),
        (None, "ece=0.15", True, False),
        ("findings_f1=0", None, False, False),
    ],
)
def test_a_bound_is_held_against_the_value_or_the_failing_end_of_its_interval(
    run: Path, least: str | None, most: str | None, on_low: bool, met: bool
) -> None:
    (verdict,) = judge(run, [least] if least else [], [most] if most else [], on_low=on_low)
    assert verdict.met is met


def test_a_missed_bound_says_value_and_limit(run: Path) -> None:
    (verdict,) = judge(run, ["micro_f1=0.6"], [])
    assert str(verdict) == "MISSED  codes.micro.f1: 0.5000, at least 0.6"


def test_a_name_that_is_no_figure_is_told_with_those_near_it(run: Path) -> None:
    with pytest.raises(UsageError, match=r"no figure micr_f1; near it: micro_f1"):
        judge(run, ["micr_f1=0.5"], [])


@pytest.mark.parametrize("text", ["micro_f1", "micro_f1=high", "=0.5", "micro_f1=nan"])
def test_what_is_no_bound_is_refused(run: Path, text: str) -> None:
    with pytest.raises(UsageError):
        judge(run, [text], [])


def test_a_gate_without_bounds_is_refused(run: Path) -> None:
    with pytest.raises(UsageError, match="at least one bound"):
        judge(run, [], [])


def test_a_folder_without_scores_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="eval score"):
        judge(tmp_path, ["micro_f1=0.5"], [])


def test_short_names_stand_for_documented_keys() -> None:
    assert set(SHORT_NAMES.values()) - set(_KEYS) == {"cases.failed"}
