"""Work on many inputs over processes, each with threads, its results in the order of the inputs.

A process is begun anew, not forked, and is given inputs as it gets done with others. It ends when
its parent does, and leaves an interruption to its parent: what is on its way by then is finished,
for it may have been paid for, and nothing further is begun.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

Input = TypeVar("Input")
Result = TypeVar("Result")
Given = TypeVar("Given", contravariant=True)
Made = TypeVar("Made", covariant=True)

CONTEXT = multiprocessing.get_context("spawn")
#: Inputs given out but not taken in their turn, for each that is worked on: one slow one does not
#: keep the others from being begun, and a long batch is not in memory as a whole.
_AHEAD = 3


class Worker(Protocol[Given, Made]):
    """What a process makes once, and its threads work with."""

    def work(self, given: Given) -> Made:
        """The result for one input. It raises nothing."""
        ...

    def stop(self) -> None:
        """Begin nothing further."""
        ...

    def close(self) -> object:
        """Let go of files. What it returns is handed to the parent."""
        ...


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Processes(Generic[Input, Result]):
    """`jobs` processes, each with the worker that `begin` makes there and `at_once` threads.

    `lost` is the result for an input whose process ended, `closed` is told what workers return when
    they close. `begin` and the inputs and results have to be of a kind that pickle takes.
    """

    def __init__(
        self,
        begin: Callable[[], Worker[Input, Result]],
        jobs: int,
        at_once: int,
        lost: Callable[[Input], Result],
        closed: Callable[[Any], None],
    ) -> None:
        self._begin = begin
        self._jobs = jobs
        self._at_once = at_once
        self._lost = lost
        self._closed = closed
        self._in_work: dict[Connection, set[int]] = {}

    def in_order(self, inputs: Sequence[Input]) -> Generator[Result]:
        """The result for each input in its turn. Close it, should it not be taken to its end."""
        processes = [self._started() for _ in range(self._jobs)]
        finished: dict[int, Result] = {}
        given = taken = 0
        try:
            while taken < len(inputs):
                most = min(len(inputs), taken + _AHEAD * self._jobs * self._at_once)
                given = self._give(inputs, given, most)
                if not self._in_work:
                    finished[taken] = self._lost(inputs[taken])
                for number, result in self._received():
                    finished[number] = self._lost(inputs[number]) if result is None else result[0]
                while taken in finished:
                    yield finished.pop(taken)
                    taken += 1
            self._close()
        finally:
            for connection in self._in_work:
                connection.close()
            try:
                for process in processes:
                    process.join()
            except BaseException:
                for process in processes:
                    process.terminate()
                raise

    def _started(self) -> multiprocessing.process.BaseProcess:
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=_serve, args=(theirs, self._begin, self._at_once))
        process.start()
        theirs.close()
        self._in_work[ours] = set()
        return process

    def _give(self, inputs: Sequence[Input], number: int, most: int) -> int:
        """Give inputs from that number on to whoever has least in work; the next number."""
        while number < most and self._in_work:
            connection, in_work = min(self._in_work.items(), key=lambda one: len(one[1]))
            if len(in_work) >= self._at_once:
                break
            # A process that has ended is noticed where its results are received.
            in_work.add(number)
            with suppress(OSError):
                connection.send((number, inputs[number]))
            number += 1
        return number

    def _received(self) -> Iterator[tuple[int, tuple[Result] | None]]:
        """Results as they come, by the number of their input; None where the process ended."""
        for connection in wait(list(self._in_work)) if self._in_work else ():
            if not isinstance(connection, Connection):
                continue
            try:
                number, result = connection.recv()
            except (EOFError, OSError):
                connection.close()
                for number in sorted(self._in_work.pop(connection)):
                    yield number, None
                continue
            self._in_work[connection].discard(number)
            yield number, (result,)

    def _close(self) -> None:
        """Have every process end, and take what its worker returns."""
        for connection in self._in_work:
            with suppress(EOFError, OSError):
                connection.send(None)
                self._closed(connection.recv())


def _serve(connection: Connection, begin: Callable[[], Worker[Any, Any]], at_once: int) -> None:
    """What a process does: work on inputs until there are no more, or until its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = begin()
    sending = threading.Lock()

    def work(number: int, given: object) -> None:
        made = worker.work(given)
        with sending, suppress(OSError):
            connection.send((number, made))

    with ThreadPoolExecutor(at_once, thread_name_prefix="at-once") as threads:
        try:
            while (one := connection.recv()) is not None:
                threads.submit(work, *one)
        except (EOFError, OSError):
            worker.stop()
            threads.shutdown(cancel_futures=True)
    told = worker.close()
    with suppress(OSError):
        connection.send(told)
