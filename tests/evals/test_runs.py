"""A run is the same however it was interrupted, and however many processes worked on it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import UsageError
from evals.contracts import GoldCase, Prediction, RunConfig
from evals.goldsets import GoldSet, open_goldset
from evals.prediction import predict
from evals.run_folder import Locked, RunFolder
from evals.runner import Outcome, Sitting, run

ROOT = Path(__file__).resolve().parents[2]
CONDITIONS = ("Essential hypertension", "Pain in right knee", "Asthma", "Low back pain", "Cough")


def line(number: int) -> dict[str, Any]:
    """A native case of some conditions, with a claim that bills one of them as a header."""
    named = [CONDITIONS[number % 5], CONDITIONS[(number * 3 + 1) % 5]]
    note = f"Visit {number}.\n\nAssessment:\n" + "".join(
        f"{n}. {c}.\n" for n, c in enumerate(named, 1)
    )
    return {
        "case_id": f"case-{number}",
        "bundle": {
            "bundle_id": f"case-{number}",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": [{"id": "note", "text": note}],
            "claim": {"diagnoses": ["M25.56"] if number % 2 else []},
        },
        "codes": [{"code": "I10"}],
    }


def written(folder: Path, cases: int) -> Path:
    """A native gold set of that many cases."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "set.jsonl"
    file.write_text("".join(json.dumps(line(number)) + "\n" for number in range(cases)))
    return file


@pytest.fixture(scope="module")
def goldset(tmp_path_factory: pytest.TempPathFactory) -> GoldSet:
    return open_goldset(str(written(tmp_path_factory.mktemp("gold"), 4)))


def predicted(out: Path) -> list[dict[str, Any]]:
    """The predictions of a run without what they cost."""
    lines = (out / "predictions.jsonl").read_text().splitlines()
    return [{k: v for k, v in json.loads(text).items() if k != "usage"} for text in lines]


def scored(out: Path) -> dict[str, Any]:
    """The scores of a run without its times."""
    scores = json.loads((out / "scores.json").read_text())
    return {key: value for key, value in scores.items() if not key.startswith("usage.")}


def ran(goldset: GoldSet, out: Path, **sitting: Any) -> Outcome:
    return run(goldset, RunConfig(), out, Sitting(**sitting))


def test_a_run_holds_its_manifest_its_gold_without_notes_and_its_predictions_in_gold_order(
    goldset: GoldSet, tmp_path: Path
) -> None:
    outcome = ran(goldset, tmp_path / "run")
    assert outcome.complete
    assert [p["case_id"] for p in predicted(tmp_path / "run")] == [
        case.case_id for case in goldset.cases
    ]
    kept = "".join(file.read_text() for file in sorted((tmp_path / "run").glob("*.json*")))
    assert "Assessment" not in kept
    assert "knee" not in kept.lower()


def test_the_number_of_processes_changes_nothing(goldset: GoldSet, tmp_path: Path) -> None:
    ran(goldset, tmp_path / "one", jobs=1)
    ran(goldset, tmp_path / "two", jobs=2)
    assert predicted(tmp_path / "one") == predicted(tmp_path / "two")


def test_a_finished_run_is_not_run_again(goldset: GoldSet, tmp_path: Path) -> None:
    ran(goldset, tmp_path / "run")
    before = (tmp_path / "run" / "predictions.jsonl").read_bytes()
    assert ran(goldset, tmp_path / "run").begun == 0
    assert (tmp_path / "run" / "predictions.jsonl").read_bytes() == before


def test_a_run_goes_on_after_its_last_whole_line(goldset: GoldSet, tmp_path: Path) -> None:
    out = tmp_path / "run"
    ran(goldset, out)
    whole = predicted(out)
    content = (out / "predictions.jsonl").read_bytes()
    (out / "predictions.jsonl").write_bytes(content[: content.index(b"\n") + 40])
    assert ran(goldset, out).begun == len(goldset.cases) - 1
    assert predicted(out) == whole


@given(st.data())
def test_what_is_left_of_a_cut_file_is_its_whole_lines(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=4))
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    with folder.appending() as file:
        for name in names:
            file.add(Prediction(case_id=name))
    content = (folder.path / "predictions.jsonl").read_bytes()
    cut = content[: data.draw(st.integers(0, len(content)))]
    (folder.path / "predictions.jsonl").write_bytes(cut)
    assert list(folder.finished()) == names[: cut.count(b"\n")]
    assert (folder.path / "predictions.jsonl").read_bytes() == cut[: cut.rfind(b"\n") + 1]


def test_a_line_damaged_in_the_middle_is_told_and_nothing_is_run(
    goldset: GoldSet, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    ran(goldset, out)
    lines = (out / "predictions.jsonl").read_bytes().splitlines(keepends=True)
    (out / "predictions.jsonl").write_bytes(b"".join([lines[0], b"{}\n", *lines[2:]]))
    with pytest.raises(UsageError, match="line 2 is damaged"):
        ran(goldset, out)


def test_another_run_in_the_folder_is_refused_by_what_differs(
    goldset: GoldSet, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    ran(goldset, out)
    with pytest.raises(UsageError, match=r"differs in config\.rules, rules\. .*--fresh"):
        run(goldset, RunConfig(rules=False), out, Sitting())
    fewer = GoldSet(goldset.name, None, goldset.cases[:2], ())
    with pytest.raises(UsageError, match=r"data_sha256, cases"):
        ran(fewer, out)
    assert ran(fewer, out, fresh=True).finished == 2


def test_two_runs_at_once_in_one_folder_are_refused(goldset: GoldSet, tmp_path: Path) -> None:
    with Locked(tmp_path), pytest.raises(UsageError, match="another run is writing there"):
        ran(goldset, tmp_path)


def test_a_case_that_fails_is_told_without_its_words_and_the_others_go_on(
    goldset: GoldSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(case: GoldCase, *rest: Any) -> Prediction:
        if case.case_id == "case-1":
            raise ValueError(case.bundle.documents[0].body)
        return predict(case, *rest)

    monkeypatch.setattr("evals.workers.predict", failing)
    outcome = ran(goldset, tmp_path / "run")
    assert (outcome.finished, outcome.errors) == (4, 1)
    errors = [p["error"] for p in predicted(tmp_path / "run")]
    assert [bool(error) for error in errors] == [False, True, False, False]
    assert errors[1].startswith("ValueError in ")
    monkeypatch.undo()
    again = ran(goldset, tmp_path / "run", retry_failed=True)
    assert (again.begun, again.errors) == (1, 0)


def test_a_gold_set_without_a_usable_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no usable case"):
        ran(GoldSet("native:x", None, (), ()), tmp_path / "run")


def command(file: Path, out: Path, *options: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "agent.cli",
        "eval",
        "run",
        str(file),
        "--out",
        str(out),
        *options,
    ]


@pytest.fixture(scope="module")
def killed_set(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, float]:
    """A set, a run of it that nothing interrupted, and the seconds that this took."""
    folder = tmp_path_factory.mktemp("killed")
    file, began = written(folder, 40), time.monotonic()
    subprocess.run(command(file, folder / "whole"), cwd=ROOT, check=True, capture_output=True)
    return file, folder / "whole", time.monotonic() - began


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_run_killed_at_any_point_and_gone_on_with_ends_the_same(
    killed_set: tuple[Path, Path, float], tmp_path: Path, seed: int
) -> None:
    file, whole, seconds = killed_set
    chance, out = random.Random(seed), tmp_path / "run"
    for _ in range(3):
        running = subprocess.Popen(
            command(file, out, "--jobs", "2"),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.2, 1.0) * seconds)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert ended(running.pid), "a process of the killed run goes on"
    done = subprocess.run(command(file, out), cwd=ROOT, check=True, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert predicted(out) == predicted(whole)
    assert scored(out) == scored(whole)


def ended(group: int) -> bool:
    """Whether every process of the group ends within some seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
