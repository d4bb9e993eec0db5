"""The model client: one structured question to an OpenAI-compatible endpoint.

The answer is requested and parsed by instructor; how the request gets there and back, with
retries, is the business of `agent.transport`. Asking again after an invalid answer is the caller's.
What libraries raise or log may hold words of the chart, so nothing of it leaves this module: errors
are told by their kind alone.

openai, instructor and tenacity are loaded when a client is made, not when this module is.
"""

from __future__ import annotations

import logging
import os
from functools import cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from agent.errors import ChartauditError, ModelUnavailable, UsageError
from agent.narrowed import Narrowed
from agent.transport.endpoint import Endpoint
from agent.transport.failures import ContentFiltered, InvalidAnswer
from agent.transport.limits import Limits
from agent.transport.spent import Spent

if TYPE_CHECKING:
    from pydantic import BaseModel

    from agent.model_http import Connection
    from agent.transport.posting import Exchange

    Answer = TypeVar("Answer", bound=BaseModel)

__all__ = ["InvalidAnswer", "Limits", "ModelClient", "Spent", "checked_base_url"]

KEY_VARIABLES = ("CHARTAUDIT_API_KEY", "OPENAI_API_KEY")
#: Loggers whose records hold requests, answers or errors that repeat them.
_TALKATIVE = ("openai._base_client", "instructor", "instructor.v2", "instructor.v2.retry")
_NO_FORM = "The answer was not JSON of the form asked for."


class ModelClient:
    """Asks one model at one endpoint. Use it as a context manager, so that connections close.

    >>> with ModelClient("some-model", "http://127.0.0.1:8080/v1") as client:  # doctest: +SKIP
    ...     answer = client.ask(messages, Answer, until=time.monotonic() + 60)
    """

    def __init__(self, model: str, base_url: str, limits: Limits | None = None) -> None:
        self._connect(Endpoint(model, base_url, limits))
        self._own = True

    @classmethod
    def at(cls, endpoint: Endpoint) -> ModelClient:
        """A client that shares connections, breaker, pace and budget with every other there."""
        client = cls.__new__(cls)
        client._connect(endpoint)
        client._own = False
        return client

    def _connect(self, endpoint: Endpoint) -> None:
        from agent.transport.sending import Sender

        _silence_libraries()
        self.spent = Spent()
        self._endpoint = endpoint
        connection = endpoint.connection(partial(_connected, endpoint.base_url))
        self._sender = Sender(endpoint, connection)

    def __enter__(self) -> ModelClient:
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            self._endpoint.close()

    def ask(
        self,
        messages: list[dict[str, str]],
        answer: type[Answer] | Narrowed[Answer],
        *,
        until: float,
        step: str = "question",
    ) -> Answer:
        """One answer in the form of `answer`, before the monotonic time `until`.

        Raises ModelUnavailable when the endpoint gives none, InvalidAnswer when it is unusable, and
        NotRecorded, which names the `step`, when it may only be replayed and is not there.
        """
        from instructor.core import IncompleteOutputException
        from instructor.v2 import Mode, Provider, mode_registry

        form = answer if isinstance(answer, Narrowed) else None
        reader = _instructed(form.answer if form else answer)
        # What instructor does with a question and with its answer, without what it wraps around
        # both: its retries, which would repeat what was wrong in its own words; its templating,
        # which would render the chart; and looks through the model's classes, four a question.
        handlers = mode_registry.get_handlers(Provider.OPENAI, Mode.JSON_SCHEMA)
        failure: ChartauditError
        try:
            _, request = handlers.request_handler(
                response_model=reader,
                kwargs={
                    "model": self._endpoint.model,
                    "messages": messages,
                    "temperature": self._endpoint.temperature,
                    "seed": self._endpoint.seed,
                    "max_tokens": self._endpoint.limits.answer_tokens,
                },
            )
            if form is not None:
                described = request["response_format"]["json_schema"] | {"schema": form.schema}
                request["response_format"] = {"type": "json_schema", "json_schema": described}
            given: Answer = handlers.response_parser(
                response=self._complete(request, until, step), response_model=reader, strict=True
            )
            if form is None or form.fits(given):
                return given
            failure = InvalidAnswer(_NO_FORM)
        except IncompleteOutputException:
            failure = InvalidAnswer("The answer was cut off: give fewer or shorter statements.")
        except ChartauditError as error:
            failure = error
        except Exception:  # noqa: BLE001 - whatever a library raises may quote the chart
            failure = InvalidAnswer(_NO_FORM)
        # Raised out here, so that no library exception hangs on it as its context.
        failure.__cause__ = failure.__context__ = None
        raise failure

    def _exchange(self, request: dict[str, Any], until: float, step: str) -> Exchange:
        """One request out, what came of it back: the one way between the product and a model.

        The request is what decides the answer: the arguments of a chat completion, as JSON values.
        """
        send = partial(self._sender.exchange, request, until)
        recorder = self._endpoint.recorder
        return (
            recorder.exchange(self._endpoint.base_url, request, step, until, send)
            if recorder
            else send()
        )

    def _complete(self, request: dict[str, Any], until: float, step: str) -> SimpleNamespace:
        exchange = self._exchange(request, until, step)
        self.spent += exchange.spent
        if exchange.answer is None:
            raise exchange.failure or ModelUnavailable("the endpoint gave no answer")
        return _checked(exchange.answer)


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


def _connected(base_url: str) -> Connection:
    """A new client of the endpoint, without retries of its own."""
    from agent.model_http import Connection

    return Connection(base_url, _key())


@cache
def _instructed(answer: type[Answer]) -> type[Answer]:
    """The model as instructor would wrap it for each question anew. For the few that are forms'."""
    import instructor

    return instructor.response_schema(answer)


def _key() -> str:
    """The key from the environment; local servers need none, but the client library wants one."""
    return next((key for name in KEY_VARIABLES if (key := os.environ.get(name))), "none")


def _checked(answer: dict[str, Any]) -> SimpleNamespace:
    """What is read of a completion, as attributes, if it is there; endpoints differ in care.

    openai's own class for it would be made of all that stands there, which nobody reads.
    """
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    finish = first.get("finish_reason") if isinstance(first, dict) else None
    if finish == "content_filter":
        raise ContentFiltered("the endpoint's content filter refused the note")
    message = first.get("message") if isinstance(first, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str) or not content.strip():
        raise InvalidAnswer("The answer was empty.")
    told = SimpleNamespace(finish_reason=finish, message=SimpleNamespace(content=content))
    return SimpleNamespace(choices=[told])


class _Silence(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return False


_SILENCE = _Silence()


def _silence_libraries() -> None:
    """Keep what the libraries log, which may hold chart text, from every handler."""
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_SILENCE)
