"""Commands that start fast: their few arguments are converted here, by hand.

typer converts every argument through pydantic, which takes longer to load than a look-up takes to
answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


class Command(NamedTuple):
    """A function to be run as a command of that name."""

    name: str
    run: Callable[..., None]


class LightCommand(TyperCommand):
    """A typer command whose arguments are text, whole numbers, choices or have a parser."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        for parameter in self.params:
            _lighten(parameter)

    def get_help_option(self, ctx: Any) -> Any:
        return _lighten(super().get_help_option(ctx))


class LightGroup(TyperGroup):
    """A group of commands with no arguments of its own but flags."""

    def get_help_option(self, ctx: Any) -> Any:
        return _lighten(super().get_help_option(ctx))


def _lighten(parameter: Any) -> Any:
    """The parameter, converting its values here instead of through an adapter of typer's."""
    if parameter is not None:
        vars(parameter)["get_runtime_param"] = _Conversion
    return parameter


@dataclass(frozen=True)
class _Conversion:
    """Stands where typer keeps its pydantic adapter."""

    def coerce(self, value: Any, param: Any, ctx: typer.Context) -> Any:
        """The value, or each of several, as the parameter's type. Raises BadParameter."""
        if param.multiple or param.nargs == -1:
            return [self._one(each, param, ctx) for each in value or ()]
        return None if value is None else self._one(value, param, ctx)

    def _one(self, value: Any, param: Any, ctx: typer.Context) -> Any:
        described = param.type_descriptor
        parser = described.parameter_info.parser
        if parser is not None and isinstance(value, str):
            return parser(value)
        wanted = described.annotation
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            return _choice(value, wanted, param, ctx)
        if wanted is int:
            return _whole_number(value, described.parameter_info, param, ctx)
        return value


def _choice(value: Any, wanted: type[Enum], param: Any, ctx: typer.Context) -> Enum:
    try:
        return wanted(value)
    except ValueError:
        choices = ", ".join(str(choice.value) for choice in wanted)
        raise typer.BadParameter(f"expected one of {choices}", ctx=ctx, param=param) from None


def _whole_number(value: Any, info: Any, param: Any, ctx: typer.Context) -> int:
    try:
        number = int(value)
    except ValueError:
        number = None
    if number is None or not info.min <= number <= info.max:
        raise typer.BadParameter(
            f"expected a whole number from {info.min} to {info.max}", ctx=ctx, param=param
        )
    return number
