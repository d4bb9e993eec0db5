"""A circuit breaker: an endpoint that keeps failing is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from agent.errors import ModelUnavailable


class Breaker:
    """Open after `failures` failed attempts in a row; `pause` seconds later one attempt may try.

    If that one is answered, all may ask again; if not, the pause begins anew. Safe between threads.
    """

    def __init__(
        self, failures: int, pause: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._opened: float | None = None

    def check(self) -> None:
        """Raises ModelUnavailable while open; after the pause one attempt may try."""
        with self._lock:
            if self._opened is None:
                return
            if self._clock() - self._opened < self._pause:
                raise ModelUnavailable(
                    f"the endpoint failed {self._in_a_row} times in a row and is left alone for "
                    f"{self._pause:g} seconds"
                )
            self._opened = self._clock()  # others wait while this one tries

    def answered(self) -> None:
        """The endpoint answered, be it with a refusal."""
        with self._lock:
            self._in_a_row = 0
            self._opened = None

    def failed(self) -> None:
        """An attempt failed in a way that says the endpoint is not well."""
        with self._lock:
            self._in_a_row += 1
            if self._in_a_row >= self._limit:
                self._opened = self._clock()
