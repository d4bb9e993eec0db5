"""Readings of one encounter that several rules share, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from agent.context import AuditContext

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")
_NOTHING = object()


def kept(
    function: Callable[Concatenate[AuditContext, _Arguments], _Answer],
) -> Callable[Concatenate[AuditContext, _Arguments], _Answer]:
    """Keep the answers of a pure function of a context with the context.

    Its further arguments must be hashable, and given by place.
    """

    @wraps(function)
    def answer(
        context: AuditContext, /, *arguments: _Arguments.args, **none: _Arguments.kwargs
    ) -> _Answer:
        key = (function, *arguments) if arguments else function
        found: _Answer = context.kept.get(key, _NOTHING)
        if found is _NOTHING:
            found = context.kept[key] = function(context, *arguments, **none)
        return found

    return answer
