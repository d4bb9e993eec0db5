"""`chartaudit eval compare` and `gate`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import chartaudit

_LINE = {"case_id": "one", "codes": [{"code": "I10"}, {"code": "E11.9"}]}
_MANIFEST = {
    "goldset": "native:hand-made",
    "data_sha256": "0" * 64,
    "cases": 2,
    "config": {},
    "releases": {},
    "rules": {},
    "tool_version": "0",
    "code_sha256": "0" * 64,
    "digest": "0" * 64,
    "started": "2026-05-04T00:00:00Z",
}


def _run(folder: Path, *codes: str) -> Path:
    """A finished run of two cases that predicts the same codes in both."""
    folder.mkdir()
    given = [{"code": code, "confidence": 0.8} for code in codes]
    for name, line in (("gold", _LINE), ("predictions", {"case_id": "one", "codes": given})):
        lines = [json.dumps({**line, "case_id": case_id}) for case_id in ("one", "two")]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "manifest.json").write_text(json.dumps(_MANIFEST))
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return _run(tmp_path / "run", "I10")


def test_compare_tells_differences_and_what_changed_sides(run: Path, tmp_path: Path) -> None:
    better = _run(tmp_path / "better", "I10", "E11.9")
    shown = chartaudit("eval", "compare", run, better)
    assert shown.returncode == 0, shown.stderr
    assert "+0.500" in shown.stdout
    assert "gold code E11.9: to right" in shown.stdout
    found = json.loads(chartaudit("eval", "compare", run, better, "--format", "json").stdout)
    figures = {figure["key"]: figure for figure in found["figures"]}
    assert figures["codes.micro.recall"]["difference"] == 0.5


def test_compare_refuses_a_folder_without_a_run(run: Path, tmp_path: Path) -> None:
    refused = chartaudit("eval", "compare", run, tmp_path)
    assert refused.returncode == 2
    assert "holds no manifest.json" in refused.stderr


def test_gate_exits_1_when_a_bound_is_missed(run: Path) -> None:
    assert chartaudit("eval", "score", run).returncode == 0
    assert chartaudit("eval", "gate", run, "--min", "micro_recall=0.5").returncode == 0
    missed = chartaudit(
        "eval", "gate", run, "--min", "micro_recall=0.51", "--max", "hallucinated=0"
    )
    assert missed.returncode == 1
    assert missed.stdout.splitlines() == [
        "MISSED  codes.micro.recall: 0.5000, at least 0.51",
        "met     codes.hallucinated: 0.0000, at most 0",
    ]


def test_gate_refuses_a_name_that_is_no_figure(run: Path) -> None:
    chartaudit("eval", "score", run)
    refused = chartaudit("eval", "gate", run, "--min", "micro_fl=0.5")
    assert refused.returncode == 2
    assert "near it: micro_f1" in refused.stderr
