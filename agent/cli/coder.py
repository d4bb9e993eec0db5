"""Which coder reads the notes: offline, or a model at an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.context import Coder


def coder_for(model: str | None, base_url: str | None) -> Coder:
    """The model coder when a model is named, else the offline coder.

    Raises UsageError when only one of the two options is given.
    """
    if (model is None) != (base_url is None):
        absent = "--base-url" if base_url is None else "--model"
        raise UsageError(f"{absent} is missing; a model needs --model NAME and --base-url URL")
    if model is None or base_url is None:
        from agent.coding import OfflineCoder

        return OfflineCoder()
    from agent.coding.model_coder import ModelCoder

    return ModelCoder.connect(model, base_url)
