"""Run the command line as a user does: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def environment(**changes: str) -> dict[str, str]:
    """The environment of a run: this checkout, a terminal of 80 columns."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **changes}


def python(
    *arguments: object, stdin: bytes | str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with arguments in this checkout."""
    ended = subprocess.run(
        [sys.executable, *map(str, arguments)],
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        cwd=ROOT,
        env=environment(**env),
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        ended.args, ended.returncode, ended.stdout.decode(), ended.stderr.decode()
    )


def chartaudit(
    *arguments: object, stdin: bytes | str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """Run `chartaudit ARGUMENTS`; keywords change the environment."""
    return python("-m", "agent.cli", *arguments, stdin=stdin, **env)
