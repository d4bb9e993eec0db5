"""Finding out in which manner an endpoint takes questions, as all charts of a run share it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from agent.errors import ModelUnavailable
from agent.transport.failures import InvalidAnswer, ParameterRefused
from agent.transport.manner import OPTIONAL, Manner, Mode, is_json
from agent.transport.posting import Exchange
from agent.transport.remembered import remember, remembered
from agent.transport.spent import Spent

#: Puts a question in a manner, with all retries.
Asking = Callable[[dict[str, Any], Manner], Exchange]

_FORM = {
    "type": "json_schema",
    "json_schema": {
        "name": "Ready",
        "schema": {
            "type": "object",
            "properties": {"ready": {"type": "boolean"}},
            "required": ["ready"],
            "additionalProperties": False,
        },
    },
}
_PROBE = 'Answer by the JSON object {"ready": true} and nothing else.'


class Manners:
    """The manner in use. Without a mode given it is found out and remembered.

    The first question goes out as most endpoints take it, and only if that fails is the endpoint
    probed, by a question with nothing of a chart in it.
    """

    def __init__(self, base_url: str, model: str, mode: Mode | None) -> None:
        self._base_url = base_url
        self._model = model
        self._lock = threading.Lock()
        self._probing = threading.Lock()
        self._in_vain: set[Manner] = set()
        self._free = mode is None
        found = remembered(base_url, model) if self._free else None
        self._proven = found is not None
        self._manner = found or Manner(mode or Mode.JSON_SCHEMA)

    def ask(self, question: dict[str, Any], asking: Asking) -> Exchange:
        """What comes of the question in the manner that the endpoint takes."""
        spent = Spent()
        # Each round leaves out a parameter, or moves to the mode that the probe found.
        for _ in range(len(OPTIONAL) + 2):
            manner = self._manner
            exchange = asking(question, manner)
            spent += exchange.spent
            better, probed = self._better(manner, exchange, question, asking)
            spent += probed
            if better is None:
                break
            self._use(better)
        return Exchange(exchange.answer, exchange.failure, spent)

    def _better(
        self, manner: Manner, exchange: Exchange, question: dict[str, Any], asking: Asking
    ) -> tuple[Manner | None, Spent]:
        """Another manner to ask in, if this one is why there is no answer; what finding it took."""
        failure = exchange.failure
        if isinstance(failure, ParameterRefused):
            if failure.parameter in OPTIONAL - manner.without:
                return manner.lacking(failure.parameter), Spent()
            return self._found(manner, question, asking) if self._free else (None, Spent())
        if exchange.answer is None or not self._free or self._proven:
            return None, Spent()
        if is_json(exchange.answer):
            self._keep(manner)
            return None, Spent()
        return self._found(manner, question, asking)

    def _use(self, better: Manner) -> None:
        """Ask so from now on; what another thread found meanwhile to leave out stays left out."""
        with self._lock:
            if better.mode is self._manner.mode:
                better = Manner(better.mode, better.without | self._manner.without)
            self._manner = better

    def _found(
        self, refused: Manner, question: dict[str, Any], asking: Asking
    ) -> tuple[Manner | None, Spent]:
        """What a probe finds, or what another thread's has found since; only one is on its way."""
        with self._probing:
            if self._manner.mode is not refused.mode:
                return self._manner, Spent()
            if refused in self._in_vain:
                return None, Spent()
            found, spent = self._probe(refused, question, asking)
            if found is not None:
                self._use(found)
            return found, spent

    def _probe(
        self, refused: Manner, question: dict[str, Any], asking: Asking
    ) -> tuple[Manner | None, Spent]:
        """The first mode in which the endpoint answers by JSON; None if that is the one in use."""
        spent = Spent()
        probe = question | {
            "messages": [{"role": "user", "content": _PROBE}],
            "response_format": _FORM,
        }
        for mode in Mode:
            manner = Manner(mode, refused.without)
            exchange = asking(probe, manner)
            spent += exchange.spent
            if exchange.answer is not None and is_json(exchange.answer):
                self._keep(manner)
                return (None if manner == refused else manner), spent
            if not _says_no(exchange):
                break
        else:
            self._in_vain.add(refused)
        return None, spent

    def _keep(self, manner: Manner) -> None:
        with self._lock:
            self._proven = True
        remember(self._base_url, self._model, manner)


def _says_no(exchange: Exchange) -> bool:
    """Whether the endpoint is well and only does not take this mode."""
    failure = exchange.failure
    return (
        failure is None
        or isinstance(failure, InvalidAnswer | ParameterRefused)
        or type(failure) is ModelUnavailable
    )
