"""What all that asks one endpoint shares: places for questions, the next one's time, the budget.

Threads of one process share it as it is made; processes share it where it is made for them.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext


class Places(Protocol):
    """A semaphore of this process, or of several."""

    def acquire(self, block: bool = ..., timeout: float = ..., /) -> bool:
        """Whether a place was free within so many seconds; it is then taken."""
        ...

    def release(self) -> None:
        """Give the place back."""
        ...


class Number(Protocol):
    """A number that is read and written under its lock."""

    value: float

    def get_lock(self) -> AbstractContextManager[object]:
        """Holds the number against every other that shares it."""
        ...


class _OfThreads:
    """A number that threads of one process share."""

    def __init__(self) -> None:
        self.value = 0.0
        self._lock = threading.Lock()

    def get_lock(self) -> threading.Lock:
        return self._lock


@dataclass(frozen=True, slots=True)
class Shares:
    """`next_start` is a monotonic time; `usd` and `tokens` are what is spent or held for questions.

    The lock of `usd` holds both sums.
    """

    places: Places
    next_start: Number
    usd: Number
    tokens: Number

    @classmethod
    def of_threads(cls, concurrency: int) -> Shares:
        """For the threads of this process."""
        places = threading.BoundedSemaphore(concurrency)
        return cls(places, _OfThreads(), _OfThreads(), _OfThreads())

    @classmethod
    def of_processes(cls, concurrency: int, context: BaseContext) -> Shares:
        """For processes that are begun in that context, and all their threads."""
        places = context.BoundedSemaphore(concurrency)
        next_start, usd, tokens = (context.Value("d", 0.0) for _ in range(3))
        return cls(places, next_start, usd, tokens)
