"""A site's YAML rule as a rule like any other."""

from __future__ import annotations

import hashlib
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any, ClassVar

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Finding, Sex
from agent.rules.base import Rule, diagnosis, shared_digest
from agent.rules.needs import Need
from agent.rules.site.schema import (
    Age,
    Check,
    NeedsWords,
    NotFirst,
    NotTogether,
    OneSex,
    Requires,
    SiteRule,
)
from catalog.tabular.code_range import CodeRange
from catalog.tabular.notes import references


class DeclaredRule(Rule):
    """Base of the rules that a YAML pack declares; one class for each of its checks."""

    needs_quote: ClassVar[bool] = False
    since: ClassVar[str] = ""
    declared: ClassVar[SiteRule]
    codes: ClassVar[tuple[CodeRange, ...]]
    usual_category: ClassVar[Category]
    usual_action: ClassVar[Action]

    @classmethod
    def version(cls) -> str:
        written = cls.declared.model_dump_json().encode()
        return hashlib.sha256(shared_digest() + written).hexdigest()[:12]

    @abstractmethod
    def at_fault(self, context: AuditContext) -> Iterator[tuple[Billed, Billed | None]]:
        """Billed diagnoses that the rule is against, each with the other code it is about."""

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed, other in self.at_fault(context):
            yield self.finding(
                context,
                diagnosis(billed),
                _filled(self.declared.message, billed, other),
                cite=self.declared.citations,
                action=self.declared.action or self.usual_action,
                do=_filled(self.declared.do, billed, other),
                codes=self.offered(),
            )

    def offered(self) -> tuple[str, ...]:
        """Codes that the recommendation names."""
        return ()

    def billed(self, context: AuditContext) -> Iterator[Billed]:
        """Billed diagnoses among the rule's codes."""
        return (b for b in context.billed if any(r.covers(b.code) for r in self.codes))


class _NotTogether(DeclaredRule):
    usual_category = Category.EXCLUDES
    usual_action = Action.REMOVE
    check_given: ClassVar[NotTogether]

    def at_fault(self, context: AuditContext) -> Iterator[tuple[Billed, Billed | None]]:
        others = ranges(self.check_given.others)
        for billed in self.billed(context):
            beside = (o for o in context.billed if o.position != billed.position)
            other = next((o for o in beside if any(r.covers(o.code) for r in others)), None)
            if other is not None:
                yield billed, other


class _Requires(DeclaredRule):
    usual_category = Category.MISSED_CODE
    usual_action = Action.ADD
    check_given: ClassVar[Requires]

    def at_fault(self, context: AuditContext) -> Iterator[tuple[Billed, Billed | None]]:
        wanted = ranges(self.check_given.any_of)
        if not any(r.covers(b.code) for b in context.billed for r in wanted):
            yield from ((billed, None) for billed in self.billed(context))

    def offered(self) -> tuple[str, ...]:
        return self.check_given.any_of


class _NotFirst(DeclaredRule):
    usual_category = Category.SEQUENCING
    usual_action = Action.RESEQUENCE

    def at_fault(self, context: AuditContext) -> Iterator[tuple[Billed, Billed | None]]:
        return ((billed, None) for billed in self.billed(context) if billed.position == 1)


class _NeedsWords(DeclaredRule):
    usual_category = Category.DOCUMENTATION
    usual_action = Action.QUERY
    needs = frozenset({Need.DOCUMENTATION})
    unprovable = "that the words stand nowhere in the chart is for a person to confirm"
    words: ClassVar[re.Pattern[str]]

    def at_fault(self, context: AuditContext) -> Iterator[tuple[Billed, Billed | None]]:
        if not any(self.words.search(document.text) for document in context.documents):
            yield from ((billed, None) for billed in self.billed(context))


class _Age(DeclaredRule):
    usual_category = Category.DEMOGRAPHIC_EDIT
    usual_action = Action.NONE
    needs = frozenset({Need.AGE})
    check_given: ClassVar[Age]

    def at_fault(self, context: AuditContext) -> Iterator[tuple[Billed, Billed | None]]:
        bundle = context.bundle
        age = bundle.patient.age_on(bundle.encounter.service_from)
        if age is not None and not self.check_given.least <= age <= self.check_given.most:
            yield from ((billed, None) for billed in self.billed(context))


class _OneSex(DeclaredRule):
    usual_category = Category.DEMOGRAPHIC_EDIT
    usual_action = Action.NONE
    needs = frozenset({Need.SEX})
    check_given: ClassVar[OneSex]

    def at_fault(self, context: AuditContext) -> Iterator[tuple[Billed, Billed | None]]:
        sex = context.bundle.patient.sex
        if sex is not Sex.UNKNOWN and sex.value != self.check_given.only:
            yield from ((billed, None) for billed in self.billed(context))


_CLASSES: dict[type[Check], type[DeclaredRule]] = {
    NotTogether: _NotTogether,
    Requires: _Requires,
    NotFirst: _NotFirst,
    NeedsWords: _NeedsWords,
    Age: _Age,
    OneSex: _OneSex,
}


def rule_of(declared: SiteRule, pack: str) -> Rule:
    """The rule that is declared, ready to be asked."""
    check = declared.check
    base = _CLASSES[type(check)]
    attributes: dict[str, Any] = {
        "__doc__": _manual(declared),
        "id": declared.id,
        "name": declared.name,
        "pack": pack,
        "category": declared.category or base.usual_category,
        "severity": declared.severity,
        "direction": declared.direction,
        "citations": declared.citations,
        "settings": frozenset(declared.settings),
        "about": beginnings(check.codes),
        "declared": declared,
        "check_given": check,
        "codes": ranges(check.codes),
    }
    if isinstance(check, NeedsWords):
        any_word = "|".join(r"\s+".join(map(re.escape, w.split())) for w in check.words)
        attributes["words"] = re.compile(rf"(?<!\w)(?:{any_word})(?!\w)", re.IGNORECASE)
    made = type(declared.id, (base,), attributes)()
    assert isinstance(made, Rule)
    return made


def ranges(written: Iterable[str]) -> tuple[CodeRange, ...]:
    """Codes and ranges as written, as ranges."""
    return tuple(found for text in written for found in references(text))


def beginnings(written: Iterable[str]) -> tuple[str, ...]:
    """What every code of the ranges begins with; empty where a range spans letters."""
    found = [_common(*text.split("-")) for text in written]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def _common(low: str, high: str | None = None) -> str:
    pairs = zip(low, high or low, strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _filled(text: str, billed: Billed, other: Billed | None) -> str:
    return text.replace("{code}", billed.code).replace("{other}", other.code if other else "")


def _manual(declared: SiteRule) -> str:
    """The manual page, in the form of a shipped rule's docstring."""
    first = declared.name.replace("_", " ").capitalize()
    parts = [f"Catches: {declared.catches}", f"Right: {declared.do}"]
    parts += [f"Silent: {declared.silent}"] if declared.silent else []
    return "\n".join([f"{first}.", "", *parts])
