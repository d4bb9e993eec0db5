"""`chartaudit catalog check` reads a reference text and prints its corrections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import chartaudit, python

_SHEET = "Sheet\n\nM25.561 – Left knee pain\nJ44.9 – COPD\n"


def test_a_remark_as_json_has_place_kind_and_corrections(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.md"
    sheet.write_text(_SHEET, encoding="utf-8")
    answer = json.loads(
        chartaudit(
            "catalog", "check", sheet, "--on", "2026-05-04", "--format", "json", "--exit-code"
        ).stdout
    )
    (remark,) = answer["remarks"]
    assert (answer["on"], answer["notice"]) == ("2026-05-04", None)
    assert _SHEET[remark["start"] : remark["end"]] == remark["code"] == "M25.561"
    assert (remark["line"], remark["kind"]) == (3, "title_mismatch")
    assert (remark["says"], remark["corrections"]) == ("Left knee pain", ["M25.562"])


@pytest.mark.parametrize(
    ("text", "arguments", "code", "told"),
    [
        (_SHEET, ["--exit-code"], 1, "M25.562"),
        (_SHEET, [], 0, "line 3: title_mismatch"),
        ("J44.9 – COPD", ["--exit-code"], 0, "Nothing found to correct"),
    ],
)
def test_exit_code_tells_whether_there_are_remarks(
    text: str, arguments: list[str], code: int, told: str
) -> None:
    ended = chartaudit("catalog", "check", "-", "--on", "2026-05-04", *arguments, stdin=text)
    assert (ended.returncode, told in ended.stdout) == (code, True)


def test_a_day_outside_the_release_at_hand_is_said() -> None:
    ended = chartaudit("catalog", "check", "-", "--on", "2022-03-01", stdin=_SHEET)
    assert "not on 2022-03-01" in " ".join(ended.stdout.split())


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read"), (b"M54.5 \xff", "byte 6"), (b" " * 2_000_001, "larger than")],
)
def test_a_file_that_is_no_text_is_refused_with_the_reason(
    content: bytes | None, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.md"
    if content is not None:
        path.write_bytes(content)
    ended = chartaudit("catalog", "check", path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert str(path) in ended.stderr
    assert told in ended.stderr


def test_the_check_loads_no_model_client_and_no_pydantic() -> None:
    program = (
        "import sys; sys.argv = ['chartaudit', 'catalog', 'check', '-']\n"
        "import agent.cli\n"
        "try: agent.cli.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    ended = python("-c", program, stdin=_SHEET)
    loaded = set(ended.stderr.replace("'", "").strip("[]\n").split(", "))
    assert "M25.562" in ended.stdout
    assert loaded & {"openai", "instructor", "pydantic", "rich", "jinja2"} == set()
