"""What a model may raise in review: categories, with the rules that are in force for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agent.context import AuditContext
from agent.models import Category, Direction, Setting
from catalog.citations import Authority, resolve
from catalog.data_files import load_yaml


@dataclass(frozen=True, slots=True)
class Raisable:
    """A category that may be raised of a `diagnosis` on the claim or of a `proposal` not on it."""

    category: Category
    of: str
    direction: Direction
    asks: str
    message: str
    rules: tuple[Authority, ...]

    @property
    def rule_ids(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.rules)


def raisable(context: AuditContext) -> tuple[Raisable, ...]:
    """The categories that have a rule in force for the encounter, in the order of the data file."""
    key = (raisable, context.bundle.encounter.setting)
    known: tuple[Raisable, ...] | None = context.catalog.kept.get(key)
    if known is None:
        rows = (_raisable(row, context) for row in _rows())
        known = context.catalog.kept[key] = tuple(row for row in rows if row.rules)
    return known


def _raisable(row: dict[str, Any], context: AuditContext) -> Raisable:
    return Raisable(
        Category(row["category"]),
        row["of"],
        Direction(row["direction"]),
        row["asks"],
        row["message"],
        tuple(_in_force(row["rules"], context)),
    )


def _in_force(rules: list[dict[str, Any]], context: AuditContext) -> Iterator[Authority]:
    for rule in rules:
        settings = frozenset(map(Setting, rule.get("settings", Setting)))
        authority = resolve(context.catalog, rule["cite"])
        if (
            context.bundle.encounter.setting in settings
            and authority is not None
            and authority.in_force(context.date)
        ):
            yield authority


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    return tuple(load_yaml(Path(__file__).with_suffix(".yaml"))["categories"])
