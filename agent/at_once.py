"""Work on several inputs at once, its results in the order of the inputs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Input = TypeVar("Input")
Result = TypeVar("Result")

#: Inputs in work or done but not taken yet, for each that is worked on: one slow one does not keep
#: the others from being begun, and a long batch is not in memory as a whole.
_AHEAD = 2


def in_order(
    work: Callable[[Input], Result], inputs: Iterable[Input], at_once: int
) -> Iterator[Result]:
    """The result for each input, at most `at_once` in work at a time, each in a thread.

    What a work raises is raised in its turn, and what has not begun by then is left undone.
    """
    if at_once == 1:
        yield from map(work, inputs)
        return
    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="at-once")
    try:
        for one in inputs:
            waiting.append(pool.submit(work, one))
            if len(waiting) >= _AHEAD * at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=not waiting, cancel_futures=True)
