"""What may be spent in all: money and tokens, held before a question and settled after it."""

from __future__ import annotations

from agent.transport.failures import BudgetReached
from agent.transport.prices import Price
from agent.transport.shares import Shares
from agent.transport.spent import Spent


class Allowance:
    """Holds all questions together to a sum in US dollars and to a number of tokens.

    A question is let go only when its dearest outcome still fits besides what is spent and what is
    held for questions on their way; so neither is ever passed. Safe between threads, and between
    processes that have the same shares: what a killed one held stays held.
    """

    def __init__(
        self,
        usd: float | None = None,
        tokens: int | None = None,
        price: Price | None = None,
        shares: Shares | None = None,
    ) -> None:
        self._usd = usd
        self._tokens = tokens
        self._price = price or Price()
        shares = shares or Shares.of_threads(1)
        self._held_usd = shares.usd
        self._held_tokens = shares.tokens

    def hold(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Set aside the most that a question can take. Raises BudgetReached if it is too much."""
        cost = self._price.of(prompt_tokens, completion_tokens)
        tokens = prompt_tokens + completion_tokens
        with self._held_usd.get_lock():
            if self._usd is not None and self._held_usd.value + cost > self._usd:
                raise BudgetReached(f"the next question might pass the budget of ${self._usd:g}")
            if self._tokens is not None and self._held_tokens.value + tokens > self._tokens:
                raise BudgetReached(
                    f"the next question might pass the {self._tokens} tokens allowed"
                )
            self._held_usd.value += cost
            self._held_tokens.value += tokens

    def settle(self, prompt_tokens: int, completion_tokens: int, spent: Spent) -> None:
        """Put what a question took in the place of what was held for it."""
        cost = max(
            self._price.of(
                spent.prompt_tokens, spent.completion_tokens, spent.cached_prompt_tokens
            ),
            spent.stated_cost_usd,
        )
        with self._held_usd.get_lock():
            self._held_usd.value += cost - self._price.of(prompt_tokens, completion_tokens)
            self._held_tokens.value += spent.tokens - prompt_tokens - completion_tokens
