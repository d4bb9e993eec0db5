"""The model client: one structured question to an OpenAI-compatible endpoint.

Transport errors are retried here, by tenacity; the client library's own retries are off, so that
each is counted once. The answer is requested and parsed by instructor. Asking again after an
invalid answer is the caller's business. What libraries raise or log may hold words of the chart,
so nothing of it leaves this module: errors are told by their kind alone.

openai, instructor and tenacity are loaded when a client is made, not when this module is.
"""

from __future__ import annotations

import email.utils
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from agent.errors import ChartauditError, ModelUnavailable, UsageError

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion
    from pydantic import BaseModel
    from tenacity import RetryCallState

    Answer = TypeVar("Answer", bound=BaseModel)

KEY_VARIABLES = ("CHARTAUDIT_API_KEY", "OPENAI_API_KEY")
#: Loggers whose records hold requests, answers or errors that repeat them.
_TALKATIVE = ("openai._base_client", "instructor", "instructor.v2", "instructor.v2.retry")
_SEED = 20251001


class InvalidAnswer(ChartauditError):
    """The endpoint answered, but not in the form asked for. The message is fit to re-ask with."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds. `deadline` is for one note, with all its retries and re-asks."""

    timeout: float = 60.0
    deadline: float = 180.0
    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 20.0
    answer_tokens: int = 4096


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used so far: HTTP requests answered or not, and tokens by the endpoint's count."""

    calls: int = 0
    transport_retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class ModelClient:
    """Asks one model at one endpoint. Use it as a context manager, so that connections close.

    >>> with ModelClient("some-model", "http://127.0.0.1:8080/v1") as client:  # doctest: +SKIP
    ...     answer = client.ask(messages, Answer, until=time.monotonic() + 60)
    """

    def __init__(self, model: str, base_url: str, limits: Limits | None = None) -> None:
        import openai

        from agent.model_http import Attempt, http_client

        _silence_libraries()
        self.model = model
        self.limits = limits or Limits()
        self.spent = Spent()
        self._attempt = Attempt()
        self._client: OpenAI = openai.OpenAI(
            base_url=base_url,
            api_key=_key(),
            max_retries=0,
            http_client=http_client(self._attempt),
        )

    def __enter__(self) -> ModelClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, messages: list[dict[str, str]], answer: type[Answer], *, until: float) -> Answer:
        """One answer in the form of `answer`, before the monotonic time `until`.

        Raises ModelUnavailable when the endpoint gives none, InvalidAnswer when it is unusable.
        """
        import instructor
        from instructor.core import IncompleteOutputException

        def complete(**request: Any) -> ChatCompletion:
            return self._send(request, until)

        create = instructor.patch(create=complete, mode=instructor.Mode.JSON_SCHEMA)
        failure: ChartauditError
        try:
            # No `context`: with one, instructor renders the messages, and the chart in them, as
            # templates. No retries: its re-asks would repeat what was wrong in its own words.
            return create(
                response_model=answer,
                max_retries=0,
                model=self.model,
                messages=messages,
                temperature=0,
                seed=_SEED,
                max_tokens=self.limits.answer_tokens,
            )
        except IncompleteOutputException:
            failure = InvalidAnswer("The answer was cut off: give fewer or shorter statements.")
        except Exception as error:  # noqa: BLE001 - whatever a library raises may quote the chart
            cause = error.__cause__
            failure = (
                cause
                if isinstance(cause, ChartauditError)
                else InvalidAnswer("The answer was not JSON of the form asked for.")
            )
        # Raised out here, so that no library exception hangs on it as its context.
        failure.__cause__ = failure.__context__ = None
        raise failure

    def _send(self, request: dict[str, Any], until: float) -> ChatCompletion:
        """One completion, transport errors retried while there is time."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay

        retrying = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, _Transient)),
            wait=self._wait(),
            stop=stop_after_attempt(self.limits.attempts)
            | stop_before_delay(max(0.0, until - time.monotonic())),
            before_sleep=self._count_retry,
            reraise=True,
        )
        completion: ChatCompletion = retrying(self._send_once, request, until)
        return completion

    def _send_once(self, request: dict[str, Any], until: float) -> ChatCompletion:
        import openai

        now = time.monotonic()
        if now >= until:
            raise ModelUnavailable("the time allowed for the note ran out")
        self._attempt.ends = min(until, now + self.limits.timeout)
        self.spent = replace(self.spent, calls=self.spent.calls + 1)
        failure: ChartauditError
        try:
            completion = self._client.chat.completions.create(
                **request, timeout=self._attempt.ends - now
            )
        except openai.APITimeoutError:
            failure = _Transient("the endpoint timed out")
        except openai.APIConnectionError:
            failure = _Transient("no connection to the endpoint")
        except openai.APIStatusError as error:
            failure = _refusal(error.status_code, dict(error.response.headers))
        except (openai.OpenAIError, ValueError):
            failure = InvalidAnswer("The answer was not a chat completion.")
        else:
            self._count_tokens(completion)
            return _checked(completion)
        raise failure

    def _wait(self) -> Callable[[RetryCallState], float]:
        from tenacity import wait_exponential_jitter

        first = self.limits.first_wait
        backoff = wait_exponential_jitter(
            multiplier=first, max=self.limits.longest_wait, jitter=first
        )

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, _Transient) else 0.0
            return max(asked, backoff(state))

        return wait

    def _count_retry(self, _: RetryCallState) -> None:
        self.spent = replace(self.spent, transport_retries=self.spent.transport_retries + 1)

    def _count_tokens(self, completion: ChatCompletion) -> None:
        usage = getattr(completion, "usage", None)
        self.spent = replace(
            self.spent,
            prompt_tokens=self.spent.prompt_tokens + _tokens(usage, "prompt_tokens"),
            completion_tokens=self.spent.completion_tokens + _tokens(usage, "completion_tokens"),
        )


class _Transient(ModelUnavailable):
    """A failure that another attempt may mend. `retry_after` is in seconds, 0 if not stated."""

    def __init__(self, kind: str, retry_after: float = 0.0) -> None:
        super().__init__(kind)
        self.retry_after = retry_after


def checked_base_url(base_url: str) -> str:
    """The URL without a closing slash. Raises UsageError if it is none, or holds credentials."""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError("--base-url: expected a URL such as http://127.0.0.1:8080/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(
            f"--base-url: no user, password or parameters, since the report records the URL; "
            f"set {KEY_VARIABLES[0]} instead"
        )
    return base_url.rstrip("/")


def _key() -> str:
    """The key from the environment; local servers need none, but the client library wants one."""
    return next((key for name in KEY_VARIABLES if (key := os.environ.get(name))), "none")


def _refusal(status: int, headers: dict[str, str]) -> ModelUnavailable:
    if status == 429:
        return _Transient("the endpoint is over its rate limit (HTTP 429)", _retry_after(headers))
    if status in {408, 409} or status >= 500:
        return _Transient(f"the endpoint failed (HTTP {status})", _retry_after(headers))
    if status in {401, 403}:
        return ModelUnavailable(f"the endpoint refused the key (HTTP {status})")
    if status == 404:
        return ModelUnavailable("the endpoint knows no such model or path (HTTP 404)")
    return ModelUnavailable(f"the endpoint refused the request (HTTP {status})")


def _retry_after(headers: dict[str, str]) -> float:
    """Seconds that the endpoint asks to wait: a number, or until a date; 0 if it does not say."""
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _checked(completion: Any) -> ChatCompletion:
    """The completion if it has the parts that are read later; endpoints differ in care."""
    choices = getattr(completion, "choices", None)
    content = getattr(getattr(choices[0], "message", None), "content", None) if choices else None
    if not isinstance(content, str) or not content.strip():
        raise InvalidAnswer("The answer was empty.")
    return completion  # type: ignore[no-any-return]


def _tokens(usage: object, field: str) -> int:
    count = getattr(usage, field, 0)
    return count if isinstance(count, int) and count > 0 else 0


class _Silence(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return False


_SILENCE = _Silence()


def _silence_libraries() -> None:
    """Keep what the libraries log, which may hold chart text, from every handler."""
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_SILENCE)
