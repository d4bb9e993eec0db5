"""The bench says what it measured beside what, and passes or fails as the limit says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from evals.bench.figures import Figure
from evals.bench.measure import processes, python, rates, times


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("start", 40, "ms", "limit", 60), "pass"),
        (Figure("start", 61, "ms", "limit", 60), "MISS"),
        (Figure("rate", 120, "/s", "limit", 100, more_is_better=True), "pass"),
        (Figure("rate", 99, "/s", "limit", 100, more_is_better=True), "MISS"),
        (Figure("start", 40, "ms", "peer", 1000, least=25, is_limit=False), "pass"),
        (Figure("start", 41, "ms", "peer", 1000, least=25, is_limit=False), "MISS"),
        (Figure("start", 40, "ms", "peer", 1, is_limit=False), ""),
    ],
)
def test_a_figure_passes_at_its_limit_or_least_ratio(figure: Figure, verdict: str) -> None:
    assert figure.verdict == verdict


def test_a_line_names_the_figure_its_unit_and_what_stands_beside_it() -> None:
    line = Figure("look-ups", 250_000, "/s", "limit", 200_000, more_is_better=True).line()
    assert line.split() == ["look-ups", "250,000", "/s", "limit", "200,000", "/s", "1.25x", "pass"]


def test_a_process_costs_time_and_memory() -> None:
    (cost,) = processes(python("sum(range(10**6))"), runs=1)
    assert cost.seconds > 0
    assert cost.megabytes > 1


def test_a_process_that_fails_is_named() -> None:
    with pytest.raises(RuntimeError, match="exit code 3"):
        processes(python("raise SystemExit(3)"), runs=1)


def test_a_rate_counts_what_the_work_says_it_did() -> None:
    def hundred() -> int:
        return 100 * len([sum(range(100)) for _ in range(10)])

    def one() -> int:
        return len([sum(range(100)) for _ in range(10)])

    many, few = rates(hundred, one, seconds=0.2)
    assert many > 10 * few


def test_times_come_in_ascending_order() -> None:
    found = times(lambda number: sum(range(1000 * (5 - number))), 5)
    assert found == sorted(found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("subject", "lines"),
    [
        ("look-ups", ["look-ups of 5,000 codes seen before", "Excludes1 check of 12 codes"]),
        ("reading", ["read and coded  ", "read and coded, peak memory"]),
    ],
)
def test_the_bench_prints_the_lines_of_a_subject(subject: str, lines: list[str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "evals.bench", "--only", subject, "--seconds", "0.1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(line in ended.stdout for line in lines)
