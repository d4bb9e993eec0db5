"""What can go wrong with a question, told by its kind: no word of an endpoint's own is kept.

Error texts of endpoints often repeat the request, and so the chart. They are searched here for
what kind of refusal it is, and dropped.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections.abc import Mapping
from typing import Any

from agent.errors import ChartauditError, ModelUnavailable


class InvalidAnswer(ChartauditError):
    """The endpoint answered, but not in the form asked for. The message is fit to re-ask with."""


class ContextTooLong(ModelUnavailable):
    """The question is longer than the model reads; a part of the note may still fit."""


class ContentFiltered(ModelUnavailable):
    """The endpoint's content filter refused the question or its answer."""


class BudgetReached(ModelUnavailable):
    """The dearest outcome of the question would pass the sum or the tokens allowed."""


class ParameterRefused(ModelUnavailable):
    """The endpoint does not know a parameter of the request, which another request may leave out.

    `parameter` is one of `PARAMETERS`.
    """

    def __init__(self, parameter: str) -> None:
        super().__init__(f"the endpoint does not support the parameter {parameter}")
        self.parameter = parameter


class Transient(ModelUnavailable):
    """A failure that another attempt may mend. `retry_after` is in seconds, 0 if not stated."""

    def __init__(self, kind: str, retry_after: float = 0.0) -> None:
        super().__init__(kind)
        self.retry_after = retry_after


#: What an endpoint may refuse of a request, besides the question.
PARAMETERS = (
    "response_format",
    "tool_choice",
    "tools",
    "max_tokens",
    "temperature",
    "seed",
    "chat/completions",
)
_NAMES = {"json_schema": "response_format", "v1/responses": "chat/completions"}
_PARAMETER = re.compile(
    r"(?<![\w/])(" + "|".join(re.escape(n) for n in (*PARAMETERS, *_NAMES)) + r")(?!\w)"
)
TOO_LONG = "the note is longer than the model reads at once"
_REFUSING = frozenset({400, 404, 422, 501})
_TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context size",
    "context window",
    "prompt is too long",
)
_FILTERED = ("content_filter", "content_policy", "content management policy", "responsibleai")
_QUOTA = ("insufficient_quota", "billing_hard_limit")


def refusal(status: int, headers: Mapping[str, str], body: str) -> ModelUnavailable:
    """The failure that a response with an error status stands for."""
    said = _said(body)
    if status in {400, 413, 422} and any(mark in said for mark in _TOO_LONG):
        return ContextTooLong(TOO_LONG)
    if status in {400, 403, 422} and any(mark in said for mark in _FILTERED):
        return ContentFiltered("the endpoint's content filter refused the note")
    if status == 429 and any(mark in said for mark in _QUOTA):
        return ModelUnavailable("the account at the endpoint has no credit left (HTTP 429)")
    if status in _REFUSING and (named := _PARAMETER.search(said)):
        return ParameterRefused(_NAMES.get(named[1], named[1]))
    if status == 429:
        return Transient("the endpoint is over its rate limit (HTTP 429)", retry_after(headers))
    if status in {408, 409} or status >= 500:
        return Transient(f"the endpoint failed (HTTP {status})", retry_after(headers))
    if status in {401, 403}:
        return ModelUnavailable(f"the endpoint refused the key (HTTP {status})")
    if status == 404:
        return ModelUnavailable("the endpoint knows no such model or path (HTTP 404)")
    return ModelUnavailable(f"the endpoint refused the request (HTTP {status})")


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that the endpoint asks to wait: a number, or until a date; 0 if it does not say."""
    named = {name.lower(): value for name, value in headers.items()}
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(named.get(name, "")) * unit
        except ValueError:
            continue
        return seconds if 0.0 < seconds < float("inf") else 0.0
    try:
        until = email.utils.parsedate_to_datetime(named.get("retry-after", ""))
        return max(0.0, until.timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _said(body: str) -> str:
    """What an error body says of the kind of error, in lower case; never to be shown."""
    try:
        value: Any = json.loads(body)
    except ValueError:
        return body[:2000].lower()
    error = value.get("error", value) if isinstance(value, dict) else value
    if not isinstance(error, dict):
        return str(error)[:2000].lower()
    parts = (error.get(name) for name in ("code", "type", "param", "message", "innererror"))
    return " ".join(str(part)[:2000] for part in parts if part).lower()
