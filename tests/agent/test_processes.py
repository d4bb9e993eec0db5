"""Work over processes: in order, within one budget, and nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from dataclasses import dataclass
from functools import partial

from agent.processes import CONTEXT, Processes
from agent.transport.allowance import Allowance
from agent.transport.failures import BudgetReached
from agent.transport.shares import Shares

_FATAL = 3
JOBS = 2


@dataclass
class Squaring:
    """A worker that squares numbers, and ends its process at one of them."""

    fatal: int | None = None

    def work(self, given: int) -> int:
        if given == self.fatal:
            os._exit(1)
        return given * given

    def stop(self) -> None:
        """Nothing is on its way."""

    def close(self) -> object:
        return os.getpid()


class Holding:
    """A worker that holds ten tokens of a budget for each input, if there are so many left."""

    def __init__(self, shares: Shares) -> None:
        self._allowance = Allowance(tokens=100, shares=shares)

    def work(self, _: int) -> bool:
        try:
            self._allowance.hold(5, 5)
        except BudgetReached:
            return False
        return True

    def stop(self) -> None:
        """Nothing is on its way."""

    def close(self) -> object:
        return None


def lost(_: int) -> int:
    return -1


def test_results_are_in_the_order_of_the_inputs_and_every_process_closes_its_worker() -> None:
    closed: list[int] = []
    processes = Processes(Squaring, JOBS, 2, lost, closed.append)
    assert list(processes.in_order(range(40))) == [number * number for number in range(40)]
    assert len(set(closed)) == JOBS


def test_an_input_whose_process_ends_is_lost_alone() -> None:
    processes = Processes(partial(Squaring, _FATAL), JOBS, 1, lost, lambda _: None)
    results = list(processes.in_order(range(10)))
    assert results == [-1 if n == _FATAL else n * n for n in range(10)]


def test_where_every_process_ends_what_is_left_is_lost() -> None:
    processes = Processes(partial(Squaring, 0), 1, 1, lost, lambda _: None)
    assert list(processes.in_order(range(4))) == [-1] * 4


def test_a_run_that_is_broken_off_leaves_no_process_behind() -> None:
    results = Processes(Squaring, JOBS, 1, lost, lambda _: None).in_order(range(1000))
    assert next(results) == 0
    results.close()
    assert not multiprocessing.active_children()


def test_processes_keep_to_one_budget() -> None:
    shares = Shares.of_processes(1, CONTEXT)
    processes = Processes(partial(Holding, shares), JOBS, 3, lost, lambda _: None)
    assert Counter(processes.in_order(range(50))) == {True: 10, False: 40}
