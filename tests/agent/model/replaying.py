"""Audits by the command line with a scripted model, and what tests of replay ask of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from scripted_endpoint import Asked, Reply, agreeing, choice, choices, statement, statements

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

_NUMBERED = re.compile(r"^(\d+)\| (\S.*\S)$", re.MULTILINE)


def command_line(*arguments: str | Path, url: str) -> list[str]:
    """`chartaudit` with the scripted model at `url`."""
    return [
        *(sys.executable, "-m", "agent.cli", *map(str, arguments)),
        *("--model", "scripted", "--base-url", url),
    ]


def commanded(
    *arguments: str | Path, url: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `chartaudit` with the scripted model at `url`."""
    return subprocess.run(
        command_line(*arguments, url=url),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def stumbling(asked: Asked) -> Reply:
    """A model that quotes wrongly when first asked about a note, and rightly when asked again."""
    if asked.reviewing:
        return agreeing(asked)
    if asked.assigning:
        about = asked.asked_about().values()
        return choices(*(choice(asked, quote, next(iter(codes), None)) for quote, codes in about))
    number, text = _NUMBERED.findall(asked.text)[0]
    quote = text if "could not be used" in asked.text else f"{text} indeed"
    return statements(statement(asked, text, "affirmed") | {"line": int(number), "quote": quote})
