"""Official files compiled side by side, in processes of their own, and put in place one by one."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from enum import StrEnum
from multiprocessing.connection import wait as wait_for_end
from pathlib import Path
from typing import NamedTuple

from catalog.library.adding import Dates, compile_into
from catalog.library.installed import Installed, NotTaken, Origin, ReleaseRefused, put
from catalog.library.workshop import workshop
from catalog.lookup import Catalog


class State(StrEnum):
    """What became of an official file."""

    INSTALLED = "installed"
    AT_HAND = "at hand"
    LEFT_OUT = "left out"
    FAILED = "failed"


class Outcome(NamedTuple):
    """What became of a file: the releases it gave, or the reason why it gave none."""

    name: str
    state: State
    releases: tuple[Installed, ...] = ()
    reason: str = ""


class Arrival(NamedTuple):
    """An official file on disk, to be compiled; `done_with` is removed when that has ended."""

    name: str
    path: Path
    origin: Origin
    dates: Dates
    done_with: Path | None = None


class _Compiled(NamedTuple):
    """What a process answers. Exceptions are not sent: not all survive the way."""

    paths: list[Path]
    refusal: str = ""
    taken: bool = True


def install(
    arrivals: Iterable[Arrival | Outcome], folder: Path | None = None, workers: int = 0
) -> Iterator[Outcome]:
    """Compile and install files as they arrive; what became of each, in the order of ending.

    Outcomes among the arrivals are passed on. `workers` is how many processes compile at a time;
    by default one a processor, and at most four, since each needs some 300 MB.
    """
    context = multiprocessing.get_context("spawn")
    processes = workers or min(4, os.cpu_count() or 1)
    waiting: dict[Future[_Compiled], Arrival] = {}
    with workshop(folder) as scratch:
        pool = ProcessPoolExecutor(processes, context, initializer=_end_with_parent)
        try:
            for number, arrival in enumerate(arrivals):
                if isinstance(arrival, Outcome):
                    yield arrival
                    continue
                if number == 0 or not waiting:
                    Catalog.open().close()  # compiled once, before several processes want it
                place = Path(scratch) / f"file-{number}"
                place.mkdir()
                waiting[pool.submit(_compile, place, arrival.path, arrival.dates)] = arrival
                yield from _ended(waiting, folder, timeout=0)
            while waiting:
                yield from _ended(waiting, folder)
        finally:
            pool.shutdown(cancel_futures=True)


def _ended(
    waiting: dict[Future[_Compiled], Arrival], folder: Path | None, timeout: float | None = None
) -> Iterator[Outcome]:
    done, _ = wait(waiting, timeout, FIRST_COMPLETED)
    for future in done:
        arrival = waiting.pop(future)
        yield _outcome(arrival, future, folder)
        if arrival.done_with is not None:
            _remove(arrival.done_with)


def _outcome(arrival: Arrival, future: Future[_Compiled], folder: Path | None) -> Outcome:
    try:
        compiled = future.result()
        if compiled.refusal:
            state = State.FAILED if compiled.taken else State.LEFT_OUT
            return Outcome(arrival.name, state, reason=compiled.refusal)
        return Outcome(arrival.name, State.INSTALLED, put(compiled.paths, folder, arrival.origin))
    except BrokenProcessPool:
        reason = f"{arrival.name}: the process that compiled it was ended; is memory short?"
    except ReleaseRefused as refusal:
        reason = str(refusal)
    return Outcome(arrival.name, State.FAILED, reason=reason)


def _remove(path: Path) -> None:
    import shutil

    shutil.rmtree(path, ignore_errors=True)


_catalog: Catalog | None = None


def _compile(scratch: Path, source: Path, dates: Dates) -> _Compiled:
    global _catalog
    if _catalog is None:
        _catalog = Catalog.open()
    try:
        return _Compiled(compile_into(scratch, source, _catalog, dates))
    except NotTaken as refusal:
        return _Compiled([], str(refusal), taken=False)
    except ReleaseRefused as refusal:
        return _Compiled([], str(refusal))


def _end_with_parent() -> None:
    """End when the process that asked has ended, killed or not: nobody would collect the work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(
            target=lambda: (wait_for_end([sentinel]), os._exit(1)), daemon=True
        ).start()
