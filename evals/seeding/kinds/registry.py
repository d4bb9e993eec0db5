"""Every kind there is, found by walking this folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import evals.seeding.kinds as package
from agent.errors import UsageError
from evals.seeding.kinds.base import Kind


@cache
def all_kinds() -> tuple[Kind, ...]:
    """One instance of each kind, in the order of their names."""
    kinds = [kind() for kind in _classes()]
    names = [kind.name for kind in kinds]
    if len(names) != len(set(names)):
        raise ValueError(
            f"two kinds share a name: {sorted(n for n in names if names.count(n) > 1)}"
        )
    return tuple(sorted(kinds, key=lambda kind: kind.name))


def kinds_named(names: Iterable[str]) -> tuple[Kind, ...]:
    """The kinds of these names, in the order of names; all when none is given.

    Raises UsageError naming one that does not exist and those that do.
    """
    by_name = {kind.name: kind for kind in all_kinds()}
    wanted = sorted({name.strip() for name in names} - {""})
    if unknown := [name for name in wanted if name not in by_name]:
        raise UsageError(
            f"--kinds: there is no kind {unknown[0]!r}; choose from {', '.join(by_name)}"
        )
    return tuple(by_name[name] for name in wanted) or all_kinds()


def _classes() -> Iterator[type[Kind]]:
    for module in iter_modules(package.__path__):
        loaded = import_module(f"{package.__name__}.{module.name}")
        for value in vars(loaded).values():
            if (
                isinstance(value, type)
                and issubclass(value, Kind)
                and value.__module__ == loaded.__name__
                and hasattr(value, "name")
            ):
                yield value
