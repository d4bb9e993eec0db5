"""Which findings of a report are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self, TypeVar

from agent.errors import UsageError
from agent.models import AuditReport, Category, Effects, Finding, Severity

Kind = TypeVar("Kind", Category, Severity)


@dataclass(frozen=True)
class Selection:
    """Which findings are kept. An empty set keeps all."""

    categories: frozenset[Category] = frozenset()
    severities: frozenset[Severity] = frozenset()

    @classmethod
    def parse(cls, categories: Iterable[str], severities: Iterable[str]) -> Self:
        """From the words of the command line. Raises UsageError naming the ones there are."""
        return cls(
            frozenset(_named(Category, "--category", word) for word in categories),
            frozenset(_named(Severity, "--severity", word) for word in severities),
        )

    def keeps(self, finding: Finding) -> bool:
        return (not self.categories or finding.category in self.categories) and (
            not self.severities or finding.severity in self.severities
        )

    def apply(self, report: AuditReport) -> AuditReport:
        """The report with the kept findings, and a notice when others were left out."""
        kept = tuple(f for f in report.findings if self.keeps(f))
        there = {finding.id for finding in kept}
        # What follows from a finding that is left out stands by itself.
        kept = tuple(
            f if f.follows in there else f.model_copy(update={"follows": None}) for f in kept
        )
        left_out = len(report.findings) - len(kept)
        if not left_out:
            return report
        effects = _of_findings(report.effects, {finding.id for finding in kept})
        wanted = ", ".join(sorted([*self.categories, *self.severities]))
        notice = f"Only findings of {wanted} are shown; {left_out} others were found."
        return report.model_copy(
            update={"findings": kept, "effects": effects, "notices": (*report.notices, notice)}
        )


def _of_findings(effects: Effects | None, ids: set[str]) -> Effects | None:
    """The effects of the findings with these ids; None when there are none."""
    if effects is None:
        return None
    changes = tuple(change for change in effects.changes if ids & set(change.findings))
    return effects.model_copy(update={"changes": changes}) if changes else None


def _named(kinds: type[Kind], option: str, word: str) -> Kind:
    try:
        return kinds(word.strip().lower())
    except ValueError:
        raise UsageError(f"{option}: expected one of {', '.join(kinds)}") from None
