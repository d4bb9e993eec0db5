"""Rules that are run together: which of them a claim calls for, and which cannot be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from agent.context import AuditContext
from agent.models import Setting
from agent.rules.base import Rule
from agent.rules.needs import Need
from agent.rules.registry import all_rules
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
        self._always = _mask(
            n
            for n, rule in enumerate(self.rules)
            if not (rule.about or rule.about_procedures or rule.about_modifiers)
        )
        # Rules are bits of a number, so that what a claim calls for is a few operations on numbers.
        self._diagnosis = _of_beginnings(self.rules, lambda rule: rule.about)
        self._procedure = _of_beginnings(self.rules, lambda rule: rule.about_procedures)
        self._modifier = _of_beginnings(self.rules, lambda rule: rule.about_modifiers)
        self._needing = {
            need: _mask(n for n, rule in enumerate(self.rules) if need in rule.needs)
            for need in Need
            if any(need in rule.needs for rule in self.rules)
        }
        self._possible = lru_cache(maxsize=4096)(self._in_setting_and_force)
        self._chosen = lru_cache(maxsize=4096)(self._of_mask)
        self._ids = lru_cache(maxsize=4096)(self._ids_of_mask)

    def named(self, rule_id: str) -> Rule | None:
        """The rule of the set with that id, or None."""
        return self._by_id.get(rule_id)

    def called(self, context: AuditContext) -> Called:
        """The rules to ask of this encounter, in order, and those it lacks something for."""
        known: Called | None = context.kept.get(self)
        if known is None:
            known = context.kept[self] = self._called(context)
        return known

    def _called(self, context: AuditContext) -> Called:
        bundle = context.bundle
        wanted = self._always
        for billed in context.billed:
            wanted |= self._diagnosis(billed.code)
        for line in bundle.claim.lines:
            wanted |= self._procedure(line.procedure)
            for modifier in line.modifiers:
                wanted |= self._modifier(modifier.strip().upper())
        for procedure in bundle.claim.procedures:
            wanted |= self._procedure(procedure)
        wanted &= self._possible(bundle.encounter.setting, context.date)
        unmet: dict[Need, tuple[str, ...]] = {}
        barred = 0
        for need, needing in self._needing.items():
            lacking = wanted & needing
            if lacking and not need.met(context):
                unmet[need] = self._ids(lacking)
                barred |= needing
        return Called(self._chosen(wanted & ~barred), unmet)

    def _of_mask(self, mask: int) -> tuple[Rule, ...]:
        """The rules whose bits are set, in their order."""
        found = []
        while mask:
            lowest = mask & -mask
            found.append(self.rules[lowest.bit_length() - 1])
            mask ^= lowest
        return tuple(found)

    def _ids_of_mask(self, mask: int) -> tuple[str, ...]:
        return tuple(rule.id for rule in self._of_mask(mask))

    def _in_setting_and_force(self, setting: Setting, day: date) -> int:
        return _mask(
            n
            for n, rule in enumerate(self.rules)
            if (not rule.settings or setting in rule.settings) and holds_on(rule, day)
        )


@lru_cache(maxsize=16)
def rule_set(rules: tuple[Rule, ...]) -> RuleSet:
    """The set of these rules, made once."""
    return RuleSet(rules)


def as_set(rules: RuleSet | Iterable[Rule] | None) -> RuleSet:
    """The rules as a set: as it is given, or made of them once; without any, all that there are."""
    if rules is None:
        return _all()
    return rules if isinstance(rules, RuleSet) else rule_set(tuple(rules))


@cache
def _all() -> RuleSet:
    return RuleSet(all_rules())


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


def _of_beginnings(
    rules: Sequence[Rule], beginnings: Callable[[Rule], Iterable[str]]
) -> Callable[[str], int]:
    """A function of a code: the rules, as bits, that are about a beginning of it."""
    found: dict[str, int] = defaultdict(int)
    for n, rule in enumerate(rules):
        for beginning in beginnings(rule):
            found[beginning] |= 1 << n

    @lru_cache(maxsize=16384)
    def of_code(code: str) -> int:
        mask = 0
        for length in range(len(code) + 1):
            mask |= found.get(code[:length], 0)
        return mask

    return of_code


def _mask(numbers: Iterable[int]) -> int:
    mask = 0
    for n in numbers:
        mask |= 1 << n
    return mask
