"""Which rules run, and with what severity, by a configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agent.errors import UsageError
from agent.models import Severity
from agent.rules.base import Rule
from agent.rules.registry import all_rules
from agent.rules.rule_set import RuleSet, rule_set
from agent.rules.site.loading import site_rules

if TYPE_CHECKING:
    from agent.configuration import Chosen, RulesSection

#: What a name may stand for, the narrower the stronger.
_Reach = Literal["pack", "family", "rule"]
_NARROWER: tuple[_Reach, ...] = ("pack", "family", "rule")


def selected(chosen: Chosen) -> RuleSet:
    """The rules that a configuration has run: the shipped ones and the site's, less those off.

    A rule's own name is stronger than its family's (the letters of its id), and that than its
    pack's. Raises UsageError naming file and key for a name that stands for nothing.
    """
    section, file = chosen.configuration.rules, str(chosen.file or "")
    if section.empty:
        return rule_set(all_rules())
    places = [Path(place) for place in section.files]
    rules = (*all_rules(), *site_rules(places, python=chosen.named))
    told = _Told(rules, file)
    off, on = told.reach("rules.off", section.off), told.reach("rules.on", section.on)
    both = sorted(set(section.off) & set(section.on))
    if both:
        raise UsageError(f"{file}: rules.on: {both[0]} stands in rules.off too; leave it in one")
    told.reach("rules.severity", section.severity)
    running = [rule for rule in rules if not _switched_off(rule, off, on)]
    return RuleSet(
        sorted((_set(rule, section) for rule in running), key=lambda rule: rule.id),
        sorted((rule for rule in rules if rule not in running), key=lambda rule: rule.id),
    )


def family_of(rule_id: str) -> str:
    """The letters that an id begins with."""
    return re.sub(r"\d+$", "", rule_id)


class _Told:
    """What names may stand for, and the refusal of those that stand for nothing."""

    def __init__(self, rules: Sequence[Rule], file: str) -> None:
        self._file = file
        self._names: dict[_Reach, set[str]] = {
            "pack": {rule.pack for rule in rules},
            "family": {family_of(rule.id) for rule in rules},
            "rule": {rule.id for rule in rules},
        }

    def reach(self, key: str, names: Iterable[str]) -> dict[str, _Reach]:
        """What each name stands for. Raises UsageError for one that stands for nothing."""
        return {name: self._one(key, name) for name in names}

    def _one(self, key: str, name: str) -> _Reach:
        for reach, known in self._names.items():
            if name in known:
                return reach
        known_names = sorted(set().union(*self._names.values()))
        near = get_close_matches(name.upper(), known_names, 3) or get_close_matches(
            name, known_names, 3
        )
        like = f"; near it: {', '.join(near)}" if near else ""
        raise UsageError(
            f"{self._file}: {key}: no rule, family or pack is named {name!r}{like}. "
            "`chartaudit rules list` names them all"
        )


def _switched_off(rule: Rule, off: Mapping[str, _Reach], on: Mapping[str, _Reach]) -> bool:
    return _nearest(rule, off) > _nearest(rule, on)


def _nearest(rule: Rule, names: Mapping[str, _Reach]) -> int:
    """How narrow the narrowest name is that stands for the rule; -1 for none."""
    own = {rule.pack: "pack", family_of(rule.id): "family", rule.id: "rule"}
    return max((_NARROWER.index(r) for name, r in names.items() if own.get(name) == r), default=-1)


def _set(rule: Rule, section: RulesSection) -> Rule:
    for name in (rule.id, family_of(rule.id), rule.pack):
        if name in section.severity:
            return rule.of_severity(Severity(section.severity[name]))
    return rule
