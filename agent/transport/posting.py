"""One HTTP request for a completion and what came of it, in plain values.

Nothing that a library raises or an endpoint writes leaves this module: both may hold the chart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agent.errors import ChartauditError
from agent.transport.failures import InvalidAnswer, Transient, refusal
from agent.transport.manner import Manner, Mode
from agent.transport.spent import Spent, tokens_told

if TYPE_CHECKING:
    from agent.model_http import Connection

_CALL = Spent(calls=1)
_UNTOLD = Spent(calls=1, unaccounted_calls=1)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of a request: the body of the answer or else a failure, and what it took.

    `spent` is as far as the endpoint told; it covers all attempts that the exchange took.
    """

    answer: dict[str, Any] | None
    failure: ChartauditError | None
    spent: Spent


def body_of(question: dict[str, Any], manner: Manner) -> bytes:
    """The arguments of a completion as they are sent in the manner that the endpoint takes."""
    put = manner.put(question)
    return json.dumps(put, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def post(connection: Connection, body: bytes, manner: Manner, key: str, timeout: float) -> Exchange:
    """Send what `body_of` wrote in that manner. `key` names the question over all its attempts."""
    import httpx2

    path = "/responses" if manner.mode is Mode.RESPONSES else "/chat/completions"
    try:
        response = connection.post(path, body, key, timeout)
    except httpx2.TimeoutException as error:
        return _lost("the endpoint timed out", error)
    except Exception as error:  # noqa: BLE001 - whatever it is, no answer came
        return _lost("no connection to the endpoint", error)
    if not response.is_success:
        return _refused(response.status_code, response.text, response.headers)
    read = _read(response.text, response.headers)
    return read if read.answer is None else replace(read, answer=manner.back(read.answer))


def _read(text: str, headers: Mapping[str, str]) -> Exchange:
    """A body that came with a good status; some gateways send errors in these too."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        failure = InvalidAnswer("The answer was not a chat completion.")
        return Exchange(None, failure, _UNTOLD)
    spent = _CALL + tokens_told(body, headers)
    if body.get("error"):
        return _refused(_status_in(body["error"]), text, headers)
    if not spent.tokens:
        spent = replace(spent, unaccounted_calls=1)
    return Exchange(body, None, spent)


def _refused(status: int, text: str, headers: Mapping[str, str]) -> Exchange:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None
    return Exchange(None, refusal(status, headers, text), _CALL + tokens_told(body, headers))


def _status_in(error: object) -> int:
    """The HTTP status that an error in a body stands for; a bad gateway's if it names none."""
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else 502


def _lost(kind: str, error: Exception) -> Exchange:
    """No answer. If the request went out, the endpoint may have worked, and may charge for it."""
    import httpx2

    unsent = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
    return Exchange(None, Transient(kind), _CALL if unsent else _UNTOLD)
