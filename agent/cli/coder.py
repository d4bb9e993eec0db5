"""Which coder reads the notes: offline, or a model at an endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.context import Coder, Drafter, Reviewer
    from agent.deidentify import Sharing
    from agent.exchanges import Recorder
    from agent.transport.endpoint import Endpoint
    from catalog import CatalogView


def endpoint_for(
    model: str | None,
    base_url: str | None,
    profile: str | None = None,
    *,
    config: Path | None = None,
    offline: bool = False,
    budget: float | None = None,
    max_tokens: int | None = None,
) -> Endpoint | None:
    """The endpoint of the model that is to be asked; None when none is.

    A model is named by the options, or else by the configuration, unless `offline` or a profile is
    asked for. Raises UsageError when a model or its URL is missing, or options do not go together.
    """
    from agent.configuration import BudgetSection, configured

    if profile is not None and model is not None:
        raise UsageError("--profile is for the offline coder; leave out --model or --profile")
    if offline and (model or base_url):
        raise UsageError("--offline: leave it out, or --model and --base-url")
    chosen = configured(config)
    section, named = chosen.configuration.model, (model, base_url)
    if not (offline or profile):
        model, base_url = model or section.name, base_url or section.base_url
    if (model is None) != (base_url is None):
        absent = "--base-url" if base_url is None else "--model"
        raise UsageError(f"{absent} is missing; a model needs --model NAME and --base-url URL")
    if model is None or base_url is None:
        _refuse_limits(budget, max_tokens)
        return None
    given = chosen.configuration.budget
    allowed = BudgetSection(
        usd=given.usd if budget is None else budget,
        tokens=given.tokens if max_tokens is None else max_tokens,
    )
    endpoint = chosen.configuration.endpoint(model, base_url, allowed)
    if None in named:
        from agent.cli.messages import warn

        # A file, and not the command line alone, says where notes go: nobody is to be surprised.
        warn(f"{chosen.file}: the notes go to the model {model} at {endpoint.base_url}")
    return endpoint


def _refuse_limits(budget: float | None, max_tokens: int | None) -> None:
    for option, value in (("--budget", budget), ("--max-tokens", max_tokens)):
        if value is not None:
            raise UsageError(f"{option} goes with a model; name one with --model and --base-url")


def coder_for(
    endpoint: Endpoint | None,
    profile: str | None = None,
    recorder: Recorder | None = None,
    sharing: Sharing | None = None,
) -> Coder:
    """The model coder where there is an endpoint, else the offline coder, with a profile if named.

    The model's exchanges pass through the `recorder`; `sharing` says what it may see of a chart.
    """
    if endpoint is not None:
        from agent.coding.model_coder import ModelCoder

        endpoint.recorder = recorder
        return ModelCoder.at(endpoint, sharing=sharing)
    if profile is not None:
        from agent.coding.profile import load_profile
        from agent.coding.profiled import ProfiledCoder

        return ProfiledCoder(load_profile(profile))
    from agent.coding import OfflineCoder

    return OfflineCoder()


def sharing_for(
    endpoint: Endpoint | None,
    deidentify: bool | None = None,
    *,
    shift_dates: bool = False,
    config: Path | None = None,
) -> Sharing | None:
    """How charts are shared with the endpoint, by options or configuration; None without one.

    Raises UsageError when the options contradict each other.
    """
    if endpoint is None:
        return None
    return sharing_with(endpoint.base_url, deidentify, shift_dates, config)


def sharing_with(
    base_url: str, deidentify: bool | None, shift_dates: bool, config: Path | None
) -> Sharing:
    """How charts are shared with an endpoint at that URL, by options, else by the configuration.

    Raises UsageError when the options contradict each other.
    """
    from agent.configuration import configured
    from agent.deidentify import Sharing

    chosen = configured(config)
    section = chosen.configuration.deidentify
    asked = section.asked if deidentify is None else deidentify
    sharing = Sharing.with_endpoint(base_url, asked, shift_dates=shift_dates or section.shift_dates)
    if shift_dates and not sharing.deidentify:
        raise UsageError("--shift-dates goes with de-identification; add --deidentify")
    if deidentify is None and sharing.remote and not sharing.deidentify:
        from agent.cli.messages import warn

        # A file, and not the command line, has turned it off: nobody is to be surprised.
        warn(f"{chosen.file}: deidentify.replace is off: the notes are sent as received")
    return sharing


def drafter_for(coder: Coder) -> Drafter:
    """The drafter at the coder's endpoint. Raises UsageError when the coder has none."""
    from agent.coding.model_coder import ModelCoder
    from agent.drafting.model_drafter import ModelDrafter

    if not isinstance(coder, ModelCoder):
        raise UsageError("--draft: needs --model NAME and --base-url URL")
    return ModelDrafter(coder.endpoint, coder.sharing)


def reviewer_for(coder: Coder) -> Reviewer | None:
    """The reviewer at the coder's endpoint; None when the coder has none."""
    from agent.coding.model_coder import ModelCoder

    if not isinstance(coder, ModelCoder):
        return None
    from agent.review.model_reviewer import ModelReviewer

    return ModelReviewer.beside(coder)


def prepare_to_ask(coder: Coder, reviewer: Reviewer | None, catalog: CatalogView) -> None:
    """Have coder and reviewer, if they ask a model, load what their questions need."""
    from agent.coding.model_coder import ModelCoder
    from agent.review.model_reviewer import ModelReviewer

    if isinstance(coder, ModelCoder):
        coder.prepare(catalog)
    if isinstance(reviewer, ModelReviewer):
        reviewer.prepare()
