"""Every rule there is, found by walking the family folders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import agent.rules as package
from agent.rules.base import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """One instance of each rule, in the order of their ids."""
    rules = [rule() for rule in _classes()]
    ids = [rule.id for rule in rules]
    if len(ids) != len(set(ids)):
        raise ValueError(f"two rules share an id: {sorted(i for i in ids if ids.count(i) > 1)}")
    return tuple(sorted(rules, key=lambda rule: rule.id))


def rule_named(rule_id: str) -> Rule | None:
    """The rule with that id, or None."""
    return _by_id().get(rule_id)


@cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in all_rules()}


def _classes() -> Iterator[type[Rule]]:
    for family in iter_modules(package.__path__):
        if not family.ispkg:
            continue
        folder = import_module(f"{package.__name__}.{family.name}")
        for module in iter_modules(folder.__path__):
            loaded = import_module(f"{folder.__name__}.{module.name}")
            for value in vars(loaded).values():
                if (
                    isinstance(value, type)
                    and issubclass(value, Rule)
                    and value.__module__ == loaded.__name__
                    and hasattr(value, "id")
                ):
                    yield value
