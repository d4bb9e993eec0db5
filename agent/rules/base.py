"""What a rule is: a documented, cited check of one thing, a pure function of the context."""

from __future__ import annotations

import copy
import hashlib
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Self

import catalog as catalog_package
from agent.context import AuditContext, Billed
from agent.models import (
    Action,
    Category,
    Citation,
    Direction,
    EvidenceSpan,
    Finding,
    ProviderQuery,
    Recommendation,
    RecommendedCode,
    Setting,
    Severity,
    Subject,
)
from agent.rules.cited import in_force
from agent.rules.needs import Need
from catalog.citations import Authority

_RULE_MODULE = re.compile(r"[a-z]{3}\d\d_\w+\.py")


class Rule(ABC):
    """Base of all rules. One rule a module, named after the id.

    The docstring is the manual page, written for a coder: what the rule catches, a wrong example,
    the right one, and when it stays silent.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    category: ClassVar[Category]
    severity: ClassVar[Severity]
    direction: ClassVar[Direction]
    #: Citation ids the rule may give; `*` stands for a code or note, as in `TAB:*:excludes1`.
    citations: ClassVar[tuple[str, ...]]
    #: Whether a finding is unproved without words from the chart. False where the claim alone
    #: is the evidence, as with a code that does not exist.
    needs_quote: ClassVar[bool]
    #: Set when the rule states an absence that no quote can prove; says why in a few words.
    unprovable: ClassVar[str | None] = None
    #: Beginnings of diagnosis codes, dotted (`E11`, `I21.A`). The rule is asked only where the
    #: claim has one of them; empty: it is always asked.
    about: ClassVar[tuple[str, ...]] = ()
    #: Beginnings of procedure codes, likewise (`9921`).
    about_procedures: ClassVar[tuple[str, ...]] = ()
    #: Beginnings of modifiers, in capitals: asked where a line has one of them.
    about_modifiers: ClassVar[tuple[str, ...]] = ()
    #: Settings the rule is for; empty: all.
    settings: ClassVar[frozenset[Setting]] = frozenset()
    #: What the bundle must hold. Without it the rule is not asked, and the report says so once.
    needs: ClassVar[frozenset[Need]] = frozenset()
    #: The days on which the rule holds, both included, where it began or ended with a revision of
    #: the guidelines or of the code set. None: as far back, or on, as codes go.
    effective_from: ClassVar[date | None] = None
    effective_to: ClassVar[date | None] = None
    #: The pack it is switched on and off with; `core` runs unless it is switched off.
    pack: ClassVar[str] = "core"
    #: The version of chartaudit that the rule came with; empty for a site's own.
    since: ClassVar[str] = "0.1.0"
    #: What a site has set in the place of every finding's severity.
    set_severity: Severity | None = None
    #: Entries beside the rulebook's that a site's rules may cite.
    own_entries: Mapping[str, Authority] = MappingProxyType({})

    @abstractmethod
    def check(self, context: AuditContext) -> Iterator[Finding]:
        """Findings for one encounter; none when all is well."""

    def of_severity(self, severity: Severity) -> Self:
        """The same rule, every finding of which has that severity."""
        rule = copy.copy(self)
        rule.set_severity = severity
        return rule

    def bringing(self, entries: Mapping[str, Authority]) -> Self:
        """The same rule with entries that it may cite beside the rulebook's."""
        rule = copy.copy(self)
        rule.own_entries = entries
        return rule

    @classmethod
    def version(cls) -> str:
        """Digest of the rule and of what all rules share, so that a report pins what was run."""
        return _digest(cls.__module__)

    @classmethod
    def may_cite(cls, citation: str) -> bool:
        """Whether the rule declares the citation."""
        return _allows(cls.citations, citation)

    def finding(
        self,
        context: AuditContext,
        subject: Subject,
        message: str,
        *,
        cite: Iterable[str],
        also_cite: Iterable[str] = (),
        action: Action,
        do: str,
        codes: Iterable[str] = (),
        evidence: Iterable[EvidenceSpan] = (),
        rationale: str = "",
        denial_risk: Iterable[str] = (),
        query: ProviderQuery | None = None,
        severity: Severity | None = None,
        direction: Direction | None = None,
        confidence: float = 1.0,
    ) -> Finding:
        """A finding of this rule.

        `cite` are the rules that make the finding true and must be in force; `also_cite` support
        it and are given only when in force on the date. `codes` that are not billable on the date
        are left out of the recommendation.
        """
        view = context.catalog
        cited = [*cite, *(c for c in also_cite if in_force(context, c))]
        recommended = tuple(
            RecommendedCode(code=code, title=view.title(code))
            for code in dict.fromkeys(codes)
            if view.is_billable(code)
        )
        return Finding(
            rule_id=self.id,
            rule_name=self.name,
            rule_version=self.version(),
            category=self.category,
            severity=self.set_severity or severity or self.severity,
            direction=direction or self.direction,
            subject=subject,
            message=message,
            rationale=rationale,
            evidence=tuple(dict.fromkeys(evidence)),
            citations=tuple(_citation(c) for c in dict.fromkeys(cited)),
            recommendation=Recommendation(action=action, codes=recommended, text=do),
            denial_risk=tuple(denial_risk),
            provider_query=query,
            confidence=confidence,
        )


def diagnosis(billed: Billed) -> Subject:
    """The billed diagnosis as a finding's subject."""
    return Subject(kind="diagnosis", index=billed.position, code=billed.code)


@lru_cache(maxsize=8192)
def _citation(citation: str) -> Citation:
    return Citation(id=citation)


@lru_cache(maxsize=8192)
def _allows(patterns: tuple[str, ...], citation: str) -> bool:
    return any(fnmatchcase(citation, pattern) for pattern in patterns)


@cache
def _digest(module: str) -> str:
    """Of the rule's own module, and of all that rules share: their helpers and the data files."""
    file = sys.modules[module].__file__
    if file is None:
        return ""
    return hashlib.sha256(shared_digest() + Path(file).read_bytes()).hexdigest()[:12]


@cache
def shared_digest() -> bytes:
    """Of all that rules share, their data files among it."""
    folder = Path(__file__).parent
    catalog_data = Path(catalog_package.__file__).parent
    files = [
        *(path for path in folder.rglob("*.py") if not _RULE_MODULE.match(path.name)),
        *folder.rglob("*.yaml"),
        *(path for name in ("authority", "policies") for path in (catalog_data / name).glob("*")),
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.digest()
