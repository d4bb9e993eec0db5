"""How many questions are on their way at once, and how many tokens a minute."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from agent.errors import ModelUnavailable
from agent.transport.shares import Shares


class Pace:
    """A semaphore, and a rate of tokens that is kept by starting questions later.

    Each question moves the time at which the next may start by its tokens' share of a minute. Safe
    between threads, and between processes that have the same shares.
    """

    def __init__(
        self, concurrency: int, tokens_per_minute: int | None = None, shares: Shares | None = None
    ) -> None:
        shares = shares or Shares.of_threads(concurrency)
        self._places = shares.places
        self._rate = tokens_per_minute / 60 if tokens_per_minute else None
        self._next = shares.next_start
        self._stopped = False

    def stop(self) -> None:
        """Let no further question of this process start: the run is being ended."""
        self._stopped = True

    @contextmanager
    def turn(self, tokens: int, until: float) -> Iterator[None]:
        """Wait for a turn. Raises ModelUnavailable if it would come after the monotonic `until`."""
        self._wait_for_rate(tokens, until)
        if not self._places.acquire(True, max(0.0, until - time.monotonic())):
            raise ModelUnavailable("too many questions were waiting for the endpoint")
        try:
            if self._stopped:
                raise ModelUnavailable("the run was ended")
            yield
        finally:
            self._places.release()

    def _wait_for_rate(self, tokens: int, until: float) -> None:
        if self._rate is None:
            return
        with self._next.get_lock():
            start = max(time.monotonic(), self._next.value)
            if start > until:
                raise ModelUnavailable(
                    "the token rate allowed leaves no room for the note within its time"
                )
            self._next.value = start + tokens / self._rate
        time.sleep(max(0.0, start - time.monotonic()))
