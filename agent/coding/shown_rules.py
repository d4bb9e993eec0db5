"""The rules that a model may justify a code by: those in force that bear on what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agent.context import Assertion, AuditContext
from agent.models import Setting
from catalog import CatalogView
from catalog.citations import Authority, resolve
from catalog.data_files import load_yaml
from catalog.tabular.notes import CodeRange, references


class _Shown(NamedTuple):
    cite: str
    settings: frozenset[Setting]
    assertions: frozenset[Assertion]
    codes: tuple[CodeRange, ...]


def shown_rules(
    context: AuditContext, codes: Iterable[str], assertions: Iterable[Assertion]
) -> tuple[Authority, ...]:
    """Rules in force on the date of service for the setting, the candidates and the assertions.

    None twice, in the order of the data file. Empty when none of them is in force that day.
    """
    return tuple(_in_force(context, tuple(codes), frozenset(assertions)))


def _in_force(
    context: AuditContext, codes: tuple[str, ...], assertions: frozenset[Assertion]
) -> Iterator[Authority]:
    for rule, authority in _for_setting(context.catalog, context.bundle.encounter.setting):
        if rule.assertions and rule.assertions.isdisjoint(assertions):
            continue
        if rule.codes and not any(r.covers(code) for r in rule.codes for code in codes):
            continue
        yield authority


def _for_setting(view: CatalogView, setting: Setting) -> tuple[tuple[_Shown, Authority], ...]:
    """The rules in force on the date for the setting; found once, for charts that share both."""
    known: tuple[tuple[_Shown, Authority], ...] | None = view.kept.get((_for_setting, setting))
    if known is None:
        known = view.kept[_for_setting, setting] = tuple(
            (rule, authority)
            for rule in _rules()
            if not rule.settings or setting in rule.settings
            for authority in [resolve(view, rule.cite)]
            if authority is not None and authority.in_force(view.date)
        )
    return known


@cache
def _rules() -> tuple[_Shown, ...]:
    content = load_yaml(Path(__file__).with_suffix(".yaml"))
    return tuple(
        _Shown(
            row["cite"],
            frozenset(map(Setting, row.get("settings", ()))),
            frozenset(map(Assertion, row.get("assertions", ()))),
            tuple(references(row.get("codes", ""))),
        )
        for row in content["rules"]
    )
