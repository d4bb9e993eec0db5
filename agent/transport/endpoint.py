"""One endpoint as all questions to it share it: limits, price, breaker, pace and allowance."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from agent.exchanges import Recorder
from agent.models import ModelUsed, WithoutModel
from agent.transport.allowance import Allowance
from agent.transport.breaker import Breaker
from agent.transport.limits import Limits
from agent.transport.manner import Mode
from agent.transport.manners import Manners
from agent.transport.pace import Pace
from agent.transport.prices import Price
from agent.transport.shares import Shares
from agent.transport.spent import Spent

if TYPE_CHECKING:
    from agent.model_http import Connection

SEED = 20251001


class Endpoint:
    """A model at a base URL. One object serves all charts of a run, and all threads.

    Without a `mode` it is found out how the endpoint is to be asked for structured answers.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        limits: Limits | None = None,
        *,
        price: Price | None = None,
        budget_usd: float | None = None,
        budget_tokens: int | None = None,
        recorder: Recorder | None = None,
        mode: Mode | None = Mode.JSON_SCHEMA,
        temperature: float = 0.0,
        seed: int = SEED,
    ) -> None:
        self.model = model
        self.base_url = base_url
        self.limits = limits or Limits()
        self.price = price
        self.budget = budget_usd, budget_tokens
        self.recorder = recorder
        self.temperature = temperature
        self.seed = seed
        self.manners = Manners(base_url, model, mode)
        self.breaker = Breaker(self.limits.failures, self.limits.pause)
        self.share(Shares.of_threads(self.limits.concurrency))
        self._connecting = threading.Lock()
        self._connection: Connection | None = None

    def share(self, shares: Shares) -> None:
        """Hold places, rate and budget together with all that has the same shares.

        The breaker stays this object's own. To be called before the first question.
        """
        self.pace = Pace(self.limits.concurrency, self.limits.tokens_per_minute, shares)
        self.allowance = Allowance(*self.budget, self.price, shares)

    def connection(self, make: Callable[[], Connection]) -> Connection:
        """The connection that all charts share, made at the first question.

        It is closed with the endpoint object, or before by `close`.
        """
        with self._connecting:
            if self._connection is None:
                self._connection = make()
                weakref.finalize(self, self._connection.close)
            return self._connection

    def close(self) -> None:
        """Close what is kept open towards the endpoint; the next question opens it anew."""
        with self._connecting:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def cost(self, spent: Spent) -> float | None:
        """US dollars by the price table, else what a gateway stated; None if neither is known."""
        if self.price is not None:
            return self.price.of(
                spent.prompt_tokens, spent.completion_tokens, spent.cached_prompt_tokens
            )
        return round(spent.stated_cost_usd, 6) or None

    def used(
        self,
        spent: Spent,
        prompts: Mapping[str, str],
        reasks: int,
        without: Iterable[WithoutModel] = (),
    ) -> ModelUsed:
        """The model's part in one report. `prompts` are the templates that were used, by hash."""
        return ModelUsed(
            name=self.model,
            base_url=self.base_url,
            prompts=dict(prompts),
            calls=spent.calls,
            transport_retries=spent.transport_retries,
            validation_reasks=reasks,
            prompt_tokens=spent.prompt_tokens,
            completion_tokens=spent.completion_tokens,
            cached_prompt_tokens=spent.cached_prompt_tokens,
            unaccounted_calls=spent.unaccounted_calls,
            cost_usd=self.cost(spent),
            seconds=round(spent.seconds, 3),
            without=tuple(without),
        )
