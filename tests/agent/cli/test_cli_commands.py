"""`chartaudit code`, `rules`, `schema`, and what holds for every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import ROOT, chartaudit, python
from jsonschema import Draft202012Validator

COMMANDS = [
    ("audit",),
    ("code",),
    ("schema",),
    ("catalog", "show"),
    ("catalog", "valid"),
    ("catalog", "search"),
    ("catalog", "notes"),
    ("rules", "list"),
    ("rules", "show"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example_and_offers_json(command: tuple[str, ...]) -> None:
    shown = chartaudit(*command, "--help")
    assert shown.returncode == 0
    assert f"chartaudit {' '.join(command)}" in shown.stdout.split("Example", 1)[1]
    assert "--format" in shown.stdout


def test_code_reads_standard_input_and_gives_proposals() -> None:
    ended = chartaudit(
        "code", "-", "--on", "2026-05-04", "--format", "json", stdin="ASSESSMENT\n1. Sciatica.\n"
    )
    answer = json.loads(ended.stdout)
    assert ended.returncode == 0
    assert answer["date_of_service"] == "2026-05-04"
    assert isinstance(answer["proposals"], list)


def test_code_prints_a_worksheet_with_the_way_to_each_code() -> None:
    ended = chartaudit(
        "code", "-", "--on", "2026-05-04", "--worksheet",
        stdin="ASSESSMENT\n1. HTN.\nDenies chest pain.\n",
    )  # fmt: skip
    assert ended.returncode == 0
    for told in ('line 2 "HTN"', "hypertension", "TAB:I10:title", "chest pain", "denied"):
        assert told in ended.stdout


def test_code_refuses_a_note_that_is_not_utf8_at_its_byte(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_bytes(b"caf\xe9")
    ended = chartaudit("code", note)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert "not UTF-8 at byte 3" in ended.stderr


def test_a_date_must_be_written_as_one() -> None:
    ended = chartaudit("catalog", "valid", "M54.5", "--on", "05/04/2026")
    assert ended.returncode == 2
    assert "expected a date as YYYY-MM-DD" in ended.stderr


def test_rules_list_gives_what_scripts_rely_on() -> None:
    rules = json.loads(chartaudit("rules", "list", "--format", "json").stdout)
    assert "VAL04" in [rule["id"] for rule in rules]
    assert set(rules[0]) == {"id", "name", "category", "severity", "citations", "pack", "on"}


def test_rules_show_prints_the_manual_page() -> None:
    assert "M54.31" in chartaudit("rules", "show", "val04").stdout
    assert chartaudit("rules", "show", "NONE01").returncode == 2


def test_the_schema_accepts_the_shipped_bundle() -> None:
    schema = json.loads(chartaudit("schema").stdout)
    bundle = json.loads((ROOT / "examples/leg-pain/bundle.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(bundle)) == []


def test_a_fault_of_ours_is_one_line_without_what_was_read() -> None:
    program = (
        "import sys, agent.intake, agent.cli\n"
        "def broken(path): raise RuntimeError('John Doe has cancer')\n"
        "agent.intake.read_bundle = broken\n"
        "sys.argv = ['chartaudit', 'audit', 'examples/leg-pain']\n"
        "agent.cli.main()\n"
    )
    ended = python("-c", program)
    assert ended.returncode == 70
    assert "internal fault: RuntimeError" in ended.stderr
    assert "John Doe" not in ended.stderr
    assert ended.stderr.count("\n") == 1
