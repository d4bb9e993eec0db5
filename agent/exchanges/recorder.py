"""What stands between the model client and the endpoint: an answer that is kept is not asked for.

The report counts what every answer took when it was given, so that a replayed report is the same
byte for byte. What this run itself asked for is counted here, apart from the report.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any

from agent.exchanges.key import canonical, key_of_written
from agent.exchanges.recorded import Kept, NotRecorded, RecordedExchange
from agent.transport.failures import TOO_LONG, ContextTooLong
from agent.transport.posting import Exchange
from agent.transport.spent import Spent

#: What is kept of a refusal for length: its kind alone.
_TOO_LONG = {"error": {"code": "context_length_exceeded"}}
#: Seconds between looks for an answer that another process is getting: at first, and at most.
_FIRST_LOOK, _LATER_LOOKS = 0.05, 0.5
#: Seconds that a claim outlasts the time in which its answer must come.
_GRACE = 5.0


@dataclass(frozen=True, slots=True)
class Tally:
    """How a run came by its answers: asked for at the endpoint, or found, and so not paid for.

    `saved` is what the found ones took when they were given.
    """

    asked: int = 0
    found: int = 0
    saved: Spent = field(default_factory=Spent)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.asked + other.asked, self.found + other.found, self.saved + other.saved)


class Recorder:
    """Finds exchanges in `source` and keeps new ones there; copies each that is used to `copies`.

    With `replay` nothing is asked for: a request that `source` does not hold raises NotRecorded.
    `place` names the source in that message. Safe between threads.
    """

    def __init__(
        self, source: Kept, place: str, *, copies: Kept | None = None, replay: bool = False
    ) -> None:
        self._source = source
        self.place = place
        self._copies = copies
        self._replay = replay
        self._lock = threading.Lock()
        self._asking: dict[str, tuple[threading.Lock, int]] = {}
        self.tally = Tally()

    def exchange(
        self,
        endpoint: str,
        request: Mapping[str, Any],
        step: str,
        until: float,
        send: Callable[[], Exchange],
    ) -> Exchange:
        """What came of the request: as it is kept, else as `send` brings it, which is then kept.

        `send` brings something by the monotonic time `until`. While another process is asking the
        same, its answer is waited for, until then.

        Only a complete answer is kept, no failure but that the question is longer than the model
        reads: it is the same each time, and other questions follow from it. Either way what is
        returned is read from what is kept, so that a replay differs in nothing. `step` names the
        request if it may not be sent.
        """
        written = canonical(request)
        key = key_of_written(written)
        with self._alone(key):
            found = self._source.get(key, endpoint)
            if found is None and self._replay:
                raise NotRecorded(step, self.place)
            if found is None and not self._claimed(key, endpoint, until):
                found = self._source.get(key, endpoint)
            if found is not None:
                self._count(Tally(found=1, saved=_spent(found.used)))
                return self._given(found)
            try:
                return self._asked(endpoint, request, written, send)
            finally:
                self._source.release(key, endpoint)

    def _claimed(self, key: str, endpoint: str, until: float) -> bool:
        """Whether the request is to be sent; False once another process has its answer."""
        pause = _FIRST_LOOK
        while True:
            left = until - time.monotonic()
            claimed = self._source.claim(key, endpoint, max(0.0, left) + _GRACE)
            # It may have been answered between the last look and the claim.
            if self._source.get(key, endpoint) is not None:
                if claimed:
                    self._source.release(key, endpoint)
                return False
            if claimed or left <= 0:
                return True
            time.sleep(min(pause, left))
            pause = min(2 * pause, _LATER_LOOKS)

    def _asked(
        self,
        endpoint: str,
        request: Mapping[str, Any],
        written: str,
        send: Callable[[], Exchange],
    ) -> Exchange:
        """What the endpoint gives, kept where it is an answer."""
        exchange = send()
        self._count(Tally(asked=1))
        too_long = isinstance(exchange.failure, ContextTooLong)
        answer = _TOO_LONG if too_long else exchange.answer
        if answer is None or not (too_long or _complete(answer)):
            return exchange
        new = RecordedExchange(endpoint, request, answer, _amounts(exchange.spent), written)
        # Another process may have kept the same request's answer, having waited in vain.
        return self._given(self._source.put(new))

    def _given(self, found: RecordedExchange) -> Exchange:
        """What is kept, copied and handed on."""
        if self._copies is not None:
            self._copies.put(found)
        if found.response == _TOO_LONG:
            # What is asked in its place is on record too: a replay has to come to it.
            return Exchange(None, ContextTooLong(TOO_LONG), _spent(found.used))
        return Exchange(dict(found.response), None, _spent(found.used))

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """Let a second thread with the same request wait for the first one's answer."""
        with self._lock:
            turn, others = self._asking.get(key, (threading.Lock(), 0))
            self._asking[key] = turn, others + 1
        try:
            with turn:
                yield
        finally:
            with self._lock:
                turn, others = self._asking.pop(key)
                if others > 1:
                    self._asking[key] = turn, others - 1

    def close(self) -> None:
        """Close the source; nothing is found or kept afterwards."""
        self._source.close()

    def _count(self, more: Tally) -> None:
        with self._lock:
            self.tally += more


def _complete(answer: Mapping[str, Any]) -> bool:
    """Whether a model has answered: a content filter's refusal is a failure, though well-formed."""
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return isinstance(first, Mapping) and first.get("finish_reason") != "content_filter"


def _amounts(spent: Spent) -> dict[str, float]:
    return {f.name: amount for f in fields(spent) if (amount := getattr(spent, f.name))}


def _spent(used: Mapping[str, float]) -> Spent:
    """What was recorded, as far as it is still counted under the same names."""
    return Spent(**{f.name: used[f.name] for f in fields(Spent) if f.name in used})  # type: ignore[arg-type]
