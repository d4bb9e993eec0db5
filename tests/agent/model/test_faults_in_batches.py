"""What befalls a batch from outside: a process killed, a disk full, a run ended, an endpoint gone.

Every chart gets its report or is named as lost, and no answer that was had is paid for again.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from replaying import command_line, commanded
from scripted_endpoint import (
    NOTE,
    QUESTIONS_WITH_REVIEW,
    Asked,
    Reply,
    bundle,
    choosing,
    scripted,
)

from agent.exchanges.store import ExchangeStore, default_path

RIGHT = choosing(("Essential hypertension", "affirmed", "I10"))
CHARTS = 6


@pytest.fixture
def charts(tmp_path: Path) -> list[Path]:
    """Bundles that differ by the number of the visit."""
    folder = tmp_path / "charts"
    folder.mkdir()
    paths = [folder / f"{number}.json" for number in range(CHARTS)]
    for number, path in enumerate(paths):
        path.write_text(
            bundle(f"{NOTE}\nVisit {number}.\n", "professional", "M25.56").model_dump_json()
        )
    return paths


def silent_about_the_first(until_then: threading.Event) -> Callable[[Asked], Reply]:
    """A model that answers about the first visit only when it is let."""

    def answer(asked: Asked) -> Reply:
        if "Visit 0." in asked.text:
            until_then.wait(60)
        return RIGHT(asked)

    return answer


def kept() -> int:
    """How many answers are on record."""
    with closing(ExchangeStore(default_path(), print)) as store:
        return len(store)


def processes_of(parent: int) -> list[int]:
    """The worker processes of a command, oldest first."""
    found = []
    for line in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = line.read_text()
            command = line.with_name("cmdline").read_text()
        except OSError:
            continue
        if told.rpartition(")")[2].split()[1] == str(parent) and "spawn_main" in command:
            found.append(int(line.parent.name))
    return sorted(found)


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to that in a minute")


def reports(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize("whole", [False, True], ids=["its processes", "the whole run"])
def test_what_is_killed_loses_no_chart_unsaid_and_is_resumed_with_nothing_paid_twice(
    charts: list[Path], whole: bool
) -> None:
    command: tuple[str | Path, ...] = ("audit", *charts, "--format", "json", "--jobs", "2")
    others = (CHARTS - 1) * QUESTIONS_WITH_REVIEW
    killed = threading.Event()
    with scripted(silent_about_the_first(killed)) as endpoint:
        running = subprocess.Popen(
            command_line(*command, url=endpoint.url), stdout=-1, stderr=-1, text=True
        )
        until(lambda: len(endpoint.asked) == others + 1 and kept() == others)
        for process in [running.pid] if whole else processes_of(running.pid):
            os.kill(process, signal.SIGKILL)
        killed.set()
        stdout, stderr = running.communicate(timeout=60)
        resumed = commanded(*command, url=endpoint.url)
        again = Counter(asked.text for asked in endpoint.asked)
    if not whole:
        lost = [path for path in charts if f"{path}: the process that audited it" in stderr]
        assert charts[0] in lost
        assert len(lost) + len(reports(stdout)) == CHARTS
    assert [report["coder"] for report in reports(resumed.stdout)] == ["model"] * CHARTS
    # A process whose parent is gone takes the answer that is on its way; a killed one cannot.
    assert len(endpoint.asked) == others + QUESTIONS_WITH_REVIEW + (not whole)
    assert ["Visit 0." in text for text, times in again.items() if times > 1] == [True] * (
        not whole
    )


def test_a_disk_that_is_full_costs_the_record_and_no_report(charts: list[Path]) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    with scripted(RIGHT) as endpoint:
        done = subprocess.run(
            command_line("audit", *charts, "--format", "json", url=endpoint.url),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=small,
        )
    assert [report["coder"] for report in reports(done.stdout)] == ["model"] * CHARTS
    assert "this answer is not kept" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(endpoint.asked) == CHARTS * QUESTIONS_WITH_REVIEW


def test_an_endpoint_that_one_chart_finds_failing_is_left_alone_by_the_batch(
    charts: list[Path], tmp_path: Path
) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text("[limits]\nfailures = 3\npause = 60.0\nconcurrency = 2\nfirst_wait = 0.01\n")
    with scripted(Reply(500)) as endpoint:
        done = commanded("audit", *charts, "--format", "json", "--config", limits, url=endpoint.url)
    assert [report["coder"] for report in reports(done.stdout)] == ["offline"] * CHARTS
    # Three failures, and what was on its way beside the third.
    assert len(endpoint.asked) <= 4
    last = reports(done.stdout)[-1]
    assert "left alone for 60 seconds" in last["notices"][0]
    assert {one["stage"] for one in last["model"]["without"]} == {"read", "assign", "review"}
