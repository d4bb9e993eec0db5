"""One request out, one exchange back: attempts, retries, and the count of what they took.

Transport errors are retried here, by tenacity; the client library's own retries are off, so that
each is counted once. What goes out and what comes back are plain JSON values, so that an exchange
can be kept and played again.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from agent.errors import ChartauditError, ModelUnavailable
from agent.transport.endpoint import Endpoint
from agent.transport.failures import Transient
from agent.transport.manner import Manner
from agent.transport.posting import Exchange, body_of, post
from agent.transport.spent import Spent

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from agent.model_http import Connection

#: Tokens of a chat template around the messages, at most.
_AROUND = 64


class Sender:
    """Sends requests to one endpoint, each tried again while there is time and reason."""

    def __init__(self, endpoint: Endpoint, connection: Connection) -> None:
        self._endpoint = endpoint
        self._limits = endpoint.limits
        self._connection = connection

    def exchange(self, request: dict[str, Any], until: float) -> Exchange:
        """What comes of the request before the monotonic time `until`.

        The request holds the arguments of a chat completion; it goes out in the manner that the
        endpoint takes.
        """
        return self._endpoint.manners.ask(
            request, lambda question, manner: self._exchange(question, manner, until)
        )

    def _exchange(self, question: dict[str, Any], manner: Manner, until: float) -> Exchange:
        from tenacity import (
            Retrying,
            retry_if_exception_type,
            stop_after_attempt,
            stop_before_delay,
        )

        spent: list[Spent] = []
        retrying = Retrying(
            retry=retry_if_exception_type(Transient),
            wait=self._wait(),
            stop=stop_after_attempt(self._limits.attempts)
            | stop_before_delay(max(0.0, until - time.monotonic())),
            before_sleep=lambda _: spent.append(Spent(transport_retries=1)),
            reraise=True,
        )
        # The same on every attempt: a gateway that knows such keys charges for one of them only.
        key = str(uuid.uuid4())
        failure: ChartauditError
        try:
            answer = retrying(self._try_once, body_of(question, manner), manner, key, until, spent)
        except ChartauditError as error:
            failure = error
        else:
            return Exchange(answer, None, sum(spent, Spent()))
        # Bare of where it was raised, so that it can be kept and raised again.
        failure.__traceback__ = failure.__cause__ = failure.__context__ = None
        return Exchange(None, failure, sum(spent, Spent()))

    def _try_once(
        self,
        body: bytes,
        manner: Manner,
        key: str,
        until: float,
        spent: list[Spent],
    ) -> dict[str, Any]:
        """One attempt, counted in `spent` however it ends."""
        # A token is a byte or more, so the question takes at most this many.
        prompt = len(body) + _AROUND
        with self._endpoint.pace.turn(prompt // 4 + self._limits.answer_tokens, until):
            if time.monotonic() >= until:
                raise ModelUnavailable("the time allowed for the note ran out")
            self._endpoint.breaker.check()
            posted = self._post(partial(post, self._connection, body, manner, key), until, prompt)
        spent.append(posted.spent)
        if isinstance(posted.failure, Transient):
            self._endpoint.breaker.failed()
        else:
            self._endpoint.breaker.answered()
        if posted.answer is None:
            raise posted.failure or ModelUnavailable("the endpoint gave no answer")
        return posted.answer

    def _post(self, sending: Callable[[float], Exchange], until: float, prompt: int) -> Exchange:
        """One attempt, its dearest outcome held back from the allowance until it is known."""
        allowance, answer = self._endpoint.allowance, self._limits.answer_tokens
        allowance.hold(prompt, answer)
        dearest = took = Spent(prompt_tokens=prompt, completion_tokens=answer)
        try:
            began = time.monotonic()
            self._connection.attempt.ends = min(until, began + self._limits.timeout)
            posted = sending(self._connection.attempt.ends - began)
            # What the endpoint did not tell, it may charge in full.
            took = dearest if posted.spent.unaccounted_calls else posted.spent
            seconds = time.monotonic() - began
            return replace(posted, spent=replace(posted.spent, seconds=seconds))
        finally:
            allowance.settle(prompt, answer, took)

    def _wait(self) -> Callable[[RetryCallState], float]:
        from tenacity import wait_exponential_jitter

        first = self._limits.first_wait
        backoff = wait_exponential_jitter(
            multiplier=first, max=self._limits.longest_wait, jitter=first
        )

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, Transient) else 0.0
            return max(asked, backoff(state))

        return wait
