"""docs/own-rules.md is followed to the letter: its files are written, its commands are run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8")
FILES = re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [
    (command, output.splitlines())
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of the page."""
    folder = tmp_path_factory.mktemp("followed")
    for name, text in FILES:
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_page_has_files_and_commands() -> None:
    assert [name for name, _ in FILES][:2] == ["riverside.yaml", "riverside_visits.py"]
    assert len(COMMANDS) == 3


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_each_command_prints_what_the_page_shows(
    command: str, shown: list[str], followed: Path
) -> None:
    program, *arguments = command.split()
    assert program == "chartaudit"
    ended = subprocess.run(
        [sys.executable, "-m", "agent.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=followed,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
    )
    printed = (ended.stdout + ended.stderr).splitlines()
    missing = [line for line in shown if not any(p.startswith(line) for p in printed)]
    assert missing == []
