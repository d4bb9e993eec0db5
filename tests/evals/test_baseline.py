"""The baseline page holds what runs printed, and says which runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from evals.baseline import main

_NOTES = (
    ("Assessment: essential hypertension.", "i10"),
    ("Assessment: gout.", "m10.9"),
    ("Assessment: left knee pain.", "m25.562"),
    ("Assessment: chronic cough.", "r05.3"),
    ("Assessment: migraine.", "g43.909"),
    ("Assessment: asthma.", "j45.909"),
    ("Assessment: fatigue.", "r53.83"),
)


def _codiesp(folder: Path, charts: int) -> None:
    (folder / "text_files_en").mkdir(parents=True)
    rows = []
    for number in range(charts):
        text, code = _NOTES[number % len(_NOTES)]
        (folder / "text_files_en" / f"case-{number}.txt").write_text(text, encoding="utf-8")
        rows.append(f"case-{number}\t{code}\n")
    (folder / f"{folder.name}D.tsv").write_text("".join(rows), encoding="utf-8")


def _medcoder(folder: Path) -> None:
    folder.mkdir(parents=True)
    with (folder / "text.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(
            [("Document ID", "medical_record_text"), ("one", "Assessment: gout.")]
        )
    with (folder / "diagnosis.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(
            [
                ("Document ID", "ICD10", "Diagnosis", "Start", "End"),
                ("one", "M10.9", "gout", 12, 16),
            ]
        )


@pytest.mark.slow
def test_every_figure_of_the_page_stands_beside_the_run_that_printed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTAUDIT_PROFILES", str(tmp_path / "profiles"))
    _codiesp(tmp_path / "gold/codiesp/train", 35)
    _codiesp(tmp_path / "gold/codiesp/dev", 7)
    _medcoder(tmp_path / "gold/medcoder_dev")
    runs, page = tmp_path / "runs", tmp_path / "evals.md"
    assert main([str(tmp_path / "gold"), "--runs", str(runs), "--page", str(page)]) == 0
    lines = page.read_text(encoding="utf-8").splitlines()
    for folder in (path.parent for path in runs.glob("*/manifest.json")):
        digest = json.loads((folder / "manifest.json").read_text())["digest"][:12]
        scores = json.loads((folder / "scores.json").read_text())
        key = "findings" if folder.name.startswith("seeded") else "codes"
        value = f"{scores[f'{key}.micro.f1']['value']:.3f}"
        assert any(f"`{digest}`" in line and value in line for line in lines), folder.name
