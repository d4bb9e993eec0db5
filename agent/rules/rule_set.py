"""Rules that are run together: which of them a claim calls for, and which cannot be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from agent.context import AuditContext
from agent.models import Setting
from agent.rules.base import Rule
from agent.rules.needs import Need
from catalog.citations import Authority, rulebook


@dataclass(frozen=True, slots=True)
class Called:
    """The rules to ask of one encounter, and by what the bundle lacks those that cannot be."""

    rules: tuple[Rule, ...]
    unmet: dict[Need, tuple[str, ...]]


class RuleSet:
    """Rules in the order given, found by what a claim holds without asking each.

    A rule is called where the setting and the date are among its own, where the claim has a code
    that it is about, and where the bundle holds what it needs.
    """

    def __init__(self, rules: Iterable[Rule], switched_off: Iterable[Rule] = ()) -> None:
        """`switched_off` are rules that a configuration keeps out, for reports to name."""
        self.rules = tuple(rules)
        self.switched_off = tuple(switched_off)
        self.off = tuple(rule.id for rule in self.switched_off)
        self.own_entries = {k: e for rule in self.rules for k, e in rule.own_entries.items()}
        self._by_id = {rule.id: rule for rule in self.rules}
        self._always = frozenset(
            n for n, rule in enumerate(self.rules) if not rule.about and not rule.about_procedures
        )
        self._by_diagnosis = _by_beginning(self.rules, lambda rule: rule.about)
        self._by_procedure = _by_beginning(self.rules, lambda rule: rule.about_procedures)
        self._possible = lru_cache(maxsize=4096)(self._in_setting_and_force)

    def named(self, rule_id: str) -> Rule | None:
        """The rule of the set with that id, or None."""
        return self._by_id.get(rule_id)

    def called(self, context: AuditContext) -> Called:
        """The rules to ask of this encounter, in order, and those it lacks something for."""
        possible = self._possible(context.bundle.encounter.setting, context.date)
        wanted = set(self._always)
        for billed in context.billed:
            _collect(wanted, self._by_diagnosis, billed.code)
        for line in context.bundle.claim.lines:
            _collect(wanted, self._by_procedure, line.procedure)
        for procedure in context.bundle.claim.procedures:
            _collect(wanted, self._by_procedure, procedure)
        met = {need: need.met(context) for need in Need}
        ask: list[Rule] = []
        unmet: dict[Need, list[str]] = defaultdict(list)
        for n in sorted(wanted & possible):
            rule = self.rules[n]
            lacking = [need for need in rule.needs if not met[need]]
            if not lacking:
                ask.append(rule)
            for need in lacking:
                unmet[need].append(rule.id)
        return Called(tuple(ask), {need: tuple(unmet[need]) for need in Need if need in unmet})

    def _in_setting_and_force(self, setting: Setting, day: date) -> frozenset[int]:
        return frozenset(
            n
            for n, rule in enumerate(self.rules)
            if (not rule.settings or setting in rule.settings) and holds_on(rule, day)
        )


@lru_cache(maxsize=16)
def rule_set(rules: tuple[Rule, ...]) -> RuleSet:
    """The set of these rules, made once."""
    return RuleSet(rules)


def as_set(rules: RuleSet | Iterable[Rule]) -> RuleSet:
    """The rules as a set: as it is given, or made of them once."""
    return rules if isinstance(rules, RuleSet) else rule_set(tuple(rules))


def holds_on(rule: Rule, day: date) -> bool:
    """Whether the day is one of the rule's own, and an edit or policy it rests on was in force.

    Editions of the guidelines are not asked: a day for which none is at hand may still be audited,
    and a finding of that day is then for review, because its citation does not resolve.
    """
    if not (rule.effective_from or date.min) <= day <= (rule.effective_to or date.max):
        return False
    if any("*" in citation or citation.startswith("OCG:") for citation in rule.citations):
        return True
    found = (rule.own_entries.get(c) or _entry(c) for c in rule.citations)
    dated = [entry for entry in found if entry is not None]
    return not dated or any(entry.in_force(day) for entry in dated)


def _entry(citation: str) -> Authority | None:
    """The entry of the rulebook, but for reason codes, which are always in force."""
    return None if citation.startswith("CARC:") else rulebook().get(citation)


def _by_beginning(
    rules: Sequence[Rule], beginnings: Callable[[Rule], Iterable[str]]
) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n, rule in enumerate(rules):
        for beginning in beginnings(rule):
            found[beginning].append(n)
    return {beginning: tuple(numbers) for beginning, numbers in found.items()}


def _collect(wanted: set[int], found: dict[str, tuple[int, ...]], code: str) -> None:
    for length in range(1, len(code) + 1):
        wanted.update(found.get(code[:length], ()))
