"""What is measured: whole processes, and stretches of work within one."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians over the runs: CPU time in seconds, peak resident memory in megabytes."""

    seconds: float
    megabytes: float


def processes(*commands: Sequence[str], runs: int) -> list[Cost]:
    """The cost of each command, run in turn so that a busy moment falls on all alike.

    Each is run once before, so that files are in memory and modules are byte-compiled, as in an
    installed package. Raises RuntimeError naming the command when one fails.
    """
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for command in commands:
            finished(command, environment)
        samples = [[finished(command, environment) for command in commands] for _ in range(runs)]
    return [
        Cost(
            statistics.median(cost.seconds for cost in column),
            statistics.median(cost.megabytes for cost in column),
        )
        for column in zip(*samples, strict=True)
    ]


def finished(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """What the command took, with the processes that it began. RuntimeError when it fails."""
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"exit code {process.returncode}: {' '.join(command)}")
    per_megabyte = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / per_megabyte)


def python(program: str) -> list[str]:
    """The command that runs a program in this interpreter."""
    return [sys.executable, "-c", program]


def rates(*works: Callable[[], int], seconds: float, stretches: int = 7) -> list[float]:
    """How much of each work is done in a second of CPU time: the median of its stretches.

    A work does some of what it does and says how much. The stretches of several works are
    interleaved, so that a busy moment falls on all alike.
    """
    for work in works:
        work()
    found: list[list[float]] = [[] for _ in works]
    for _ in range(stretches):
        for work, samples in zip(works, found, strict=True):
            samples.append(_rate(work, seconds / stretches))
    return [statistics.median(samples) for samples in found]


def times(work: Callable[[int], object], count: int) -> list[float]:
    """CPU seconds of each of `count` runs of a work, in ascending order."""
    found = []
    for number in range(count):
        start = time.process_time_ns()
        work(number)
        found.append((time.process_time_ns() - start) / 1e9)
    return sorted(found)


def _rate(work: Callable[[], int], seconds: float) -> float:
    done, start = 0, time.process_time()
    while (elapsed := time.process_time() - start) < seconds:
        done += work()
    return done / elapsed
