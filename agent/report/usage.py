"""What a model took, in a few plain words: calls, re-asks, tokens, time and money."""

from __future__ import annotations

from collections.abc import Iterable

from agent.models import AuditReport, ModelUsed
from agent.report.phrases import counted


def usage_phrase(used: ModelUsed) -> str:
    """`4 calls, 1 of them a retry, 2 re-asks; 1,200 tokens in ...; 3.2 seconds; $0.0012`."""
    return _phrase([used])


def run_usage_phrase(reports: Iterable[AuditReport]) -> str:
    """The same for all reports of a run together; empty where no model was asked."""
    used = [report.model for report in reports if report.model is not None]
    return f"Model in all: {_phrase(used)}" if used else ""


def _phrase(used: list[ModelUsed]) -> str:
    def total(name: str) -> int:
        return sum(getattr(one, name) for one in used)

    calls = [counted(total("calls"), "call")]
    if total("transport_retries"):
        calls.append(f"{total('transport_retries')} of them tried again after a fault")
    if total("validation_reasks"):
        calls.append(f"{total('validation_reasks')} to have an answer corrected")
    cached = total("cached_prompt_tokens")
    told = [
        ", ".join(calls),
        f"{total('prompt_tokens'):,} prompt tokens{f' ({cached:,} cached)' if cached else ''} and "
        f"{total('completion_tokens'):,} completion tokens",
        f"{sum(one.seconds for one in used):,.1f} seconds of waiting",
        _cost(used),
    ]
    if total("unaccounted_calls"):
        told.append(
            f"the endpoint told no tokens for {counted(total('unaccounted_calls'), 'call')}"
        )
    return "; ".join(told)


def _cost(used: list[ModelUsed]) -> str:
    """The sum in US dollars; that no price is known is not told as a sum of nothing."""
    priced = [one.cost_usd for one in used if one.cost_usd is not None]
    if not priced:
        return "cost not known, no price is set"
    return f"${sum(priced):,.4f}"
