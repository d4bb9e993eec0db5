"""Whole processes, measured: wall time and the most memory they held."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians over the runs: wall time in seconds, peak resident memory in megabytes."""

    seconds: float
    megabytes: float


def processes(*commands: Sequence[str], runs: int) -> list[Cost]:
    """The cost of each command, run in turn so that a busy moment falls on all alike.

    Raises RuntimeError naming the command when one fails.
    """
    for command in commands:
        _once(command)
    samples = [[_once(command) for command in commands] for _ in range(runs)]
    return [
        Cost(
            statistics.median(cost.seconds for cost in column),
            statistics.median(cost.megabytes for cost in column),
        )
        for column in zip(*samples, strict=True)
    ]


def python(program: str) -> list[str]:
    """The command that runs a program in this interpreter."""
    return [sys.executable, "-c", program]


def _once(command: Sequence[str]) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"exit code {process.returncode}: {' '.join(command)}")
    per_megabyte = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(elapsed, usage.ru_maxrss / per_megabyte)
