"""Which coder reads the notes: offline, or a model at an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.context import Coder, Drafter
    from agent.exchanges import Recorder


def coder_for(
    model: str | None,
    base_url: str | None,
    profile: str | None = None,
    recorder: Recorder | None = None,
) -> Coder:
    """The model coder when a model is named, else the offline coder, with a profile if named.

    The model's exchanges pass through the `recorder`. Raises UsageError when a model or its URL is
    missing, or a model is to use a profile.
    """
    if profile is not None and model is not None:
        raise UsageError("--profile is for the offline coder; leave out --model or --profile")
    if (model is None) != (base_url is None):
        absent = "--base-url" if base_url is None else "--model"
        raise UsageError(f"{absent} is missing; a model needs --model NAME and --base-url URL")
    if model is None or base_url is None:
        from agent.coding import OfflineCoder

        if profile is None:
            return OfflineCoder()
        from agent.coding.profile import load_profile
        from agent.coding.profiled import ProfiledCoder

        return ProfiledCoder(load_profile(profile))
    from agent.coding.model_coder import ModelCoder

    return ModelCoder.connect(model, base_url, recorder=recorder)


def drafter_for(coder: Coder) -> Drafter:
    """The drafter at the coder's endpoint. Raises UsageError when the coder has none."""
    from agent.coding.model_coder import ModelCoder
    from agent.drafting.model_drafter import ModelDrafter

    if not isinstance(coder, ModelCoder):
        raise UsageError("--draft: needs --model NAME and --base-url URL")
    return ModelDrafter(coder.endpoint)
