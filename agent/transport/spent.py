"""What a question took, by the endpoint's own count, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used so far. Every attempt is a call, whether it was answered or not.

    Cached tokens are among the prompt tokens. `unaccounted_calls` are attempts that the endpoint
    may charge for without having told their tokens, such as one that timed out. `stated_cost_usd`
    is what a gateway said it charged. `seconds` is time waited for answers, pauses left out.
    """

    calls: int = 0
    transport_retries: int = 0
    unaccounted_calls: int = 0
    prompt_tokens: int = 0
    cached_prompt_tokens: int = 0
    completion_tokens: int = 0
    stated_cost_usd: float = 0.0
    seconds: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        # One by one: there are several sums to a question, and to look up the fields takes longer.
        return Spent(
            self.calls + other.calls,
            self.transport_retries + other.transport_retries,
            self.unaccounted_calls + other.unaccounted_calls,
            self.prompt_tokens + other.prompt_tokens,
            self.cached_prompt_tokens + other.cached_prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.stated_cost_usd + other.stated_cost_usd,
            self.seconds + other.seconds,
        )

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens


def tokens_told(body: object, headers: Mapping[str, str]) -> Spent:
    """The tokens that a response tells of, in its body or else in its headers; errors tell too."""
    usage = body.get("usage") if isinstance(body, Mapping) else None
    if usage is None and isinstance(body, Mapping) and isinstance(body.get("error"), Mapping):
        usage = body["error"].get("usage")
    named = {name.lower(): value for name, value in headers.items()}
    details = _first(usage, "prompt_tokens_details", "input_tokens_details")
    return Spent(
        prompt_tokens=_count(_first(usage, "prompt_tokens", "input_tokens"))
        or _count(named.get("x-prompt-tokens")),
        cached_prompt_tokens=_count(_first(details, "cached_tokens"))
        or _count(_first(usage, "prompt_cache_hit_tokens")),
        completion_tokens=_count(_first(usage, "completion_tokens", "output_tokens"))
        or _count(named.get("x-generated-tokens")),
        stated_cost_usd=_dollars(named.get("x-litellm-response-cost")),
    )


def _first(mapping: object, *names: str) -> Any:
    if not isinstance(mapping, Mapping):
        return None
    return next((mapping[name] for name in names if mapping.get(name) is not None), None)


def _count(value: object) -> int:
    """A whole number that is not negative; 0 for whatever else an endpoint may have put there."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        return int(value)
    plain = isinstance(value, int) and not isinstance(value, bool)
    return value if plain and 0 < value < 10**12 else 0  # type: ignore[operator,return-value]


def _dollars(value: str | None) -> float:
    try:
        sum_ = float(value or 0)
    except ValueError:
        return 0.0
    return sum_ if 0.0 < sum_ < 1e6 else 0.0
