"""What tokens cost: the one price table, which the user writes into chartaudit.toml."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens, as the endpoint's owner asks.

    `cached_prompt` is for prompt tokens that the endpoint had read before; None where it asks the
    full price for them.
    """

    prompt: float = 0.0
    completion: float = 0.0
    cached_prompt: float | None = None

    def of(
        self, prompt_tokens: int, completion_tokens: int, cached_prompt_tokens: int = 0
    ) -> float:
        """US dollars for so many tokens; the cached ones are among the prompt tokens."""
        cached = min(cached_prompt_tokens, prompt_tokens)
        cached_price = self.prompt if self.cached_prompt is None else self.cached_prompt
        cost = (
            (prompt_tokens - cached) * self.prompt
            + cached * cached_price
            + completion_tokens * self.completion
        )
        return round(cost / 1_000_000, 6)
