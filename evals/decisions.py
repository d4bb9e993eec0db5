"""Decisions that two runs took on the same cases: which of them had each right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from evals.contracts import GoldFinding, PredictedFinding
from evals.sample import Scored

What = Literal["gold code", "extra code", "case", "gold finding", "extra finding"]


class Decision(NamedTuple):
    """One decision of both runs. `code` is empty for a whole case."""

    case_id: str
    what: What
    code: str
    right_a: bool
    right_b: bool


def decide(cases_a: Iterable[Scored], cases_b: Iterable[Scored]) -> Iterator[Decision]:
    """Every decision, case by case; the cases of both runs stand in the same order."""
    for a, b in zip(cases_a, cases_b, strict=True):
        if a.has_codes:
            yield from _codes(a, b)
            yield Decision(
                a.case_id, "case", "", a.predicted == a.gold_codes, b.predicted == b.gold_codes
            )
        if a.has_findings:
            yield from _gold_findings(a, b)
            yield from _extra_findings(a, b)


def _codes(a: Scored, b: Scored) -> Iterator[Decision]:
    """To give or not to give a code: over gold codes and those that either run gave."""
    for code in sorted(a.gold_codes | a.predicted | b.predicted):
        in_gold = code in a.gold_codes
        yield Decision(
            a.case_id,
            "gold code" if in_gold else "extra code",
            code,
            (code in a.predicted) is in_gold,
            (code in b.predicted) is in_gold,
        )


def _gold_findings(a: Scored, b: Scored) -> Iterator[Decision]:
    """To find or not to find an error; of several alike, each run's first ones are paired."""
    gold = Counter(finding for finding in a.gold.findings or () if not finding.declared)
    found_a = Counter(match.gold for match in a.findings.matched)
    found_b = Counter(match.gold for match in b.findings.matched)
    for finding in sorted(gold, key=_gold_name):
        for number in range(gold[finding]):
            yield Decision(
                a.case_id,
                "gold finding",
                _gold_name(finding),
                number < found_a[finding],
                number < found_b[finding],
            )


def _extra_findings(a: Scored, b: Scored) -> Iterator[Decision]:
    """Findings beyond gold: right where they were not made."""
    extra_a = Counter(_name(finding) for finding in a.findings.extra)
    extra_b = Counter(_name(finding) for finding in b.findings.extra)
    for name in sorted(extra_a | extra_b):
        for number in range(max(extra_a[name], extra_b[name])):
            yield Decision(
                a.case_id, "extra finding", name, number >= extra_a[name], number >= extra_b[name]
            )


def _gold_name(finding: GoldFinding) -> str:
    return _named(finding.category, finding.code, finding.line)


def _name(finding: PredictedFinding) -> str:
    return _named(finding.category, finding.subject_code or ", ".join(finding.fix), finding.line)


def _named(category: str, code: str | None, line: int | None) -> str:
    place = code or ("" if line is None else f"line {line}")
    return f"{category} {place}".rstrip()


def by_code(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """The decisions on codes, by code, in the order of codes."""
    found: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.what in {"gold code", "extra code"}:
            found[decision.code].append(decision)
    return dict(sorted(found.items()))
