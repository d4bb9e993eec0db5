"""How `eval run` has a model asked: manner, price and cap, by its options or as configured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.configuration import Configuration
    from evals.budget import Cap


def asked_by(
    configuration: Configuration,
    base_url: str | None,
    deidentify: bool | None,
    shift_dates: bool,
    config_file: Path | None,
) -> dict[str, Any]:
    """How the model is asked, as far as it may decide what it answers; empty with no model."""
    if base_url is None:
        return {}
    from agent.cli.coder import sharing_with

    sharing = sharing_with(base_url, deidentify, shift_dates, config_file)
    return {
        "deidentify": sharing.deidentify,
        "shift_dates": sharing.deidentify and sharing.shift_dates,
        "mode": configuration.model.mode,
        "temperature": configuration.model.temperature,
        "model_seed": configuration.model.seed,
        "answer_tokens": configuration.limits.answer_tokens,
    }


def told_cap(cap: Cap) -> str:
    """The cap as its options are written."""
    told = [
        f"--budget {cap.usd:g}" if cap.usd is not None else "",
        f"--max-tokens {cap.tokens}" if cap.tokens is not None else "",
    ]
    return ", ".join(filter(None, told))


def priced(
    configuration: Configuration,
    coder: str,
    model: str | None,
    base_url: str | None,
    prompt_price: float | None,
    completion_price: float | None,
    budget: float | None,
) -> Configuration:
    """The configuration with the price given. Raises UsageError for options at odds."""
    from agent.transport.prices import Price

    if coder == "model":
        absent = "--model" if model is None else "--base-url" if base_url is None else None
        if absent is not None:
            raise UsageError(f"--coder model: {absent} is missing")
        from agent.model import checked_base_url

        checked_base_url(base_url or "")
    elif model is not None or base_url is not None:
        raise UsageError(f"--model and --base-url go with --coder model, not {coder}")
    known = configuration.price_of(model or "")
    if budget is not None and known is None and None in (prompt_price, completion_price):
        raise UsageError(
            "--budget: needs --prompt-price and --completion-price (US dollars a million tokens) "
            "or a price in chartaudit.toml, since endpoints do not say what they charge"
        )
    if model is None or (prompt_price is None and completion_price is None):
        return configuration
    known = known or Price()
    return configuration.priced(
        model,
        Price(
            known.prompt if prompt_price is None else prompt_price,
            known.completion if completion_price is None else completion_price,
            known.cached_prompt if prompt_price is None else None,
        ),
    )
