"""One exchange with a model: what was asked, what was answered, and what it took."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from agent.errors import ChartauditError
from agent.exchanges.key import canonical, key_of_written


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """A request and its complete answer, both as JSON values.

    `endpoint` is the base URL. `used` counts what the answer took when it was given (requests,
    retries, tokens), by the names that the client counts under. `written` is the request in
    canonical JSON, where it is known already: to write it takes longer than all else here.
    """

    endpoint: str
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    used: Mapping[str, float]
    written: str = field(default="", repr=False, compare=False)

    @property
    def key(self) -> str:
        """The digest of the request."""
        return key_of_written(self.written or canonical(self.request))

    def to_json(self) -> str:
        """One line of JSON, without the key."""
        written = self.written or canonical(self.request)
        rest = canonical({"response": self.response, "used": self.used})
        return f'{{"endpoint":{canonical(self.endpoint)},"request":{written},{rest[1:]}'

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The exchange that `to_json` wrote. Raises ValueError, without the text, for any other."""
        try:
            value = json.loads(text)
            exchange = cls(value["endpoint"], value["request"], value["response"], value["used"])
        except (ValueError, KeyError, TypeError):
            raise ValueError("not an exchange") from None
        numbers = isinstance(exchange.used, dict) and all(
            isinstance(amount, int | float) for amount in exchange.used.values()
        )
        texts = isinstance(exchange.request, dict) and isinstance(exchange.response, dict)
        if not (numbers and texts and isinstance(exchange.endpoint, str)):
            raise ValueError("not an exchange")
        return exchange


class Kept(Protocol):
    """Where exchanges are kept: the store, or a folder of recorded ones."""

    def get(self, key: str, endpoint: str) -> RecordedExchange | None:
        """The exchange of that key with that endpoint, if there is one."""

    def put(self, exchange: RecordedExchange) -> RecordedExchange:
        """Keep the exchange unless its key is there; returns the one that is kept."""

    def claim(self, key: str, endpoint: str, seconds: float) -> bool:
        """Whether the request may be sent now, and for so many seconds by nobody else."""

    def release(self, key: str, endpoint: str) -> None:
        """Give up what was claimed."""

    def close(self) -> None:
        """Let go of files."""

    def __len__(self) -> int:
        """How many exchanges are kept."""


class NotRecorded(ChartauditError):
    """A replay came to a request whose answer was never recorded. `step` is what was asked for."""

    exit_code = 2

    def __init__(self, step: str, place: str) -> None:
        self.step = step
        self.expected = (
            f"its answer is not recorded in {place}; chart, prompt, schema, model and endpoint "
            "must be those of the recorded run. Record it by the same command without --replay"
        )
        super().__init__(f"{step}: {self.expected}")
