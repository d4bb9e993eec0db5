"""The README's tour: every command works as it is written there."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from commandline import ROOT, chartaudit


def tour() -> list[str]:
    """The commands of the tour, each as its line stands."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.partition("## Tour")[2].split("```")[1]
    return block.strip().splitlines()


@pytest.mark.parametrize("line", tour())
def test_a_command_of_the_tour_works_as_written(line: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(line.partition(" > ")[0], comments=True)
    assert program == "chartaudit"
    arguments = [str(tmp_path) if word == "out" else word for word in arguments]
    ended = chartaudit(*arguments)
    assert ended.returncode == int("--exit-code" in arguments), ended.stderr
    assert ended.stdout
    assert not ended.stderr
