"""`chartaudit catalog` answers on a date, for people and for scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import ROOT, chartaudit, environment, python


@pytest.mark.parametrize(
    ("code", "day", "status", "replacements"),
    [
        ("M54.5", "2021-09-30", "billable", []),
        ("M54.5", "2021-10-01", "header", ["M54.50", "M54.51", "M54.59"]),
        ("m5450", "2026-05-04", "billable", []),
        ("M51.360", "2024-09-30", "not_yet", ["M51.36"]),
        ("back pain", "2026-05-04", "malformed", []),
    ],
)
def test_valid_gives_status_and_replacements_as_json(
    code: str, day: str, status: str, replacements: list[str]
) -> None:
    answer = json.loads(
        chartaudit("catalog", "valid", code, "--on", day, "--format", "json").stdout
    )
    assert (answer["status"], answer["replacements"]) == (status, replacements)


def test_valid_all_prints_every_billable_code_one_a_line() -> None:
    codes = chartaudit("catalog", "valid", "--on", "2026-05-04", "--all").stdout.splitlines()
    assert len(codes) == 74_719
    assert codes == sorted(set(codes))
    assert "S39.012A" in codes


@pytest.mark.parametrize("arguments", [(), ("M54.5", "--all")])
def test_valid_wants_a_code_or_all(arguments: tuple[str, ...]) -> None:
    ended = chartaudit("catalog", "valid", *arguments)
    assert ended.returncode == 2
    assert "give a code, or --all" in ended.stderr


def test_show_gives_place_and_inherited_notes_with_their_owner() -> None:
    answer = json.loads(
        chartaudit("catalog", "show", "M54.50", "--on", "2026-05-04", "--format", "json").stdout
    )
    assert answer["title"] == "Low back pain, unspecified"
    assert [e["code"] for e in answer["parents"]] == ["M54.5", "M54", "M50-M54", "CH13"]
    assert [e["code"] for e in answer["siblings"]] == ["M54.51", "M54.59"]
    assert {n["owner"] for n in answer["notes"] if n["kind"] == "excludes1"} >= {"M54.5", "M54"}
    assert answer["notice"] is None


def test_show_says_when_the_tabular_list_at_hand_is_not_in_force() -> None:
    shown = chartaudit("catalog", "show", "M54.50", "--on", "2022-03-01").stdout
    assert "not on 2022-03-01" in " ".join(shown.split())


def test_show_gives_the_seventh_characters() -> None:
    answer = json.loads(chartaudit("catalog", "show", "S39.012", "--format", "json").stdout)
    assert answer["seventh_characters"]["owner"] == "S39"
    assert [o["character"] for o in answer["seventh_characters"]["options"]] == ["A", "D", "S"]


def test_show_answers_for_a_block_too() -> None:
    answer = json.loads(chartaudit("catalog", "show", "m50-m54", "--format", "json").stdout)
    assert [answer["kind"], answer["status"]] == ["block", "header"]
    assert "M54" in [child["code"] for child in answer["children"]]


@pytest.mark.parametrize("command", ["show", "notes", "search"])
def test_output_fits_sixty_columns(command: str) -> None:
    shown = chartaudit("catalog", command, "M54.50", COLUMNS="60").stdout
    assert [line for line in shown.splitlines() if len(line) > 60] == []


def test_search_finds_a_code_by_the_words_of_its_title() -> None:
    found = json.loads(
        chartaudit("catalog", "search", "low", "back", "pain", "--format", "json").stdout
    )
    assert "M54.50" in [candidate["code"] for candidate in found]


def test_notes_carry_their_citation_ids() -> None:
    found = json.loads(chartaudit("catalog", "notes", "M99.86", "--format", "json").stdout)
    assert "TAB:M99:notes" in [note["citation"] for note in found]


def test_look_ups_load_no_model_client_and_no_table_or_template_library() -> None:
    program = (
        "import sys; sys.argv = ['chartaudit', 'catalog', 'show', 'M54.50']\n"
        "import agent.cli\n"
        "try: agent.cli.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    ended = python("-c", program)
    assert "M54.51" in ended.stdout
    loaded = set(ended.stderr.replace("'", "").strip("[]\n").split(", "))
    heavy = {"openai", "instructor", "pydantic", "rich", "jinja2", "yaml", "simple_icd_10_cm"}
    assert "typer" in loaded
    assert loaded & heavy == set()


def test_a_reader_that_leaves_early_is_not_told_off() -> None:
    listing = subprocess.Popen(
        [sys.executable, "-m", "agent.cli", "catalog", "valid", "--all"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(PYTHONUNBUFFERED=""),
    )
    assert listing.stdout is not None
    assert listing.stderr is not None
    listing.stdout.readline()
    listing.stdout.close()
    told = listing.stderr.read()
    listing.stderr.close()
    assert (listing.wait(timeout=60), told) == (141, b"")


def test_search_by_meaning_without_its_packages_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "onnxruntime.py").write_text("raise ImportError(name='onnxruntime')")
    ended = chartaudit(
        "catalog", "search", "cannot", "sleep", "--semantic", PYTHONPATH=f"{tmp_path}:{ROOT}"
    )
    assert ended.returncode == 2
    assert "pip install 'chartaudit[semantic]'" in ended.stderr
