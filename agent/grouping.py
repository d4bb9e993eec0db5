"""Findings grouped: which one is the root cause, and which follow from it.

Which rule leads over which, and why, is data (`root_causes.yaml`). Nothing is dropped: a finding
that follows keeps all it says, and names the one it follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from agent.models import ChartBundle, Finding, Severity
from catalog import canonical
from catalog.data_files import load_yaml

_TABLE = Path(__file__).parent / "root_causes.yaml"
_SEVERITIES = list(Severity)
_CODE = re.compile(r"\b[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?\b")


@dataclass(frozen=True, slots=True)
class Cause:
    """One entry of the table: what leads over what, where the two meet, and why."""

    leads: frozenset[str]
    over: frozenset[str]
    by: Literal["code", "line", "fix"]
    because: str

    def holds(self, leader: str, follower: str) -> bool:
        """Whether the entry names the two rules, in this order."""
        return bool(_names(leader) & self.leads and _names(follower) & self.over)


def roots(findings: Sequence[Finding], bundle: ChartBundle) -> dict[int, int]:
    """The place of the root cause of each finding that follows from another, by its own place."""
    if len(findings) < 2:
        return {}
    places = [_Place.of(finding, bundle) for finding in findings]
    leaders: dict[int, int] = {}
    for n in range(len(findings)):
        leader = _leader(n, findings, places)
        # Two findings may lead over each other by different entries: the first one settled stays.
        if leader is not None and _top(leader, leaders) != n:
            leaders[n] = leader
    return {n: _top(n, leaders) for n in leaders}


@cache
def causes() -> tuple[Cause, ...]:
    """The table, strongest first."""
    return tuple(
        Cause(frozenset(e["leads"]), frozenset(_flat(e["over"])), e["by"], e["because"])
        for e in load_yaml(_TABLE)["causes"]
    )


@lru_cache(maxsize=8192)
def _between(leader: str, follower: str) -> tuple[tuple[int, Cause], ...]:
    """The entries that name the two rules, in this order, each with its strength."""
    return tuple(
        (strength, cause)
        for strength, cause in enumerate(causes())
        if cause.holds(leader, follower)
    )


def _flat(names: Sequence[str | list[str]]) -> Iterator[str]:
    for name in names:
        yield from [name] if isinstance(name, str) else name


@dataclass(frozen=True, slots=True)
class _Place:
    """What a finding is about: diagnoses by position, its line, codes that it asks for."""

    own: int | None
    about: frozenset[int]
    line: int | None
    wants: frozenset[str]
    brings: frozenset[str]

    @property
    def subject(self) -> tuple[int | None, int | None]:
        return self.own, self.line

    @classmethod
    def of(cls, finding: Finding, bundle: ChartBundle) -> _Place:
        subject = finding.subject
        own = subject.index if subject.kind == "diagnosis" else None
        line = subject.index if subject.kind == "line" else None
        brings = frozenset(code.code for code in finding.recommendation.codes)
        missing = subject.code is not None and own is None and line is None
        return cls(
            own=own,
            about=frozenset(_positions(finding, bundle)),
            line=line,
            wants=brings | {subject.code or ""} if missing else brings,
            brings=brings,
        )


def _positions(finding: Finding, bundle: ChartBundle) -> Iterator[int]:
    """Diagnoses, by position from 1, that the finding is about."""
    subject, claim = finding.subject, bundle.claim
    if subject.index is not None and subject.kind == "diagnosis":
        yield subject.index
    if subject.index is not None and subject.kind == "line" and subject.index <= len(claim.lines):
        yield from claim.lines[subject.index - 1].diagnosis_pointers
    named = set(_CODE.findall(finding.message))
    if named:
        yield from (n for n, d in enumerate(claim.diagnoses, start=1) if canonical(d.code) in named)


def _leader(n: int, findings: Sequence[Finding], places: Sequence[_Place]) -> int | None:
    """The place of the finding that leads over the one at `n`, by the strongest entry.

    One about the very same diagnosis or line is preferred.
    """
    severe = _SEVERITIES.index(findings[n].severity)
    found = [
        (places[m].subject != places[n].subject, strength, m)
        for m, leader in enumerate(findings)
        if m != n and _SEVERITIES.index(leader.severity) <= severe
        for strength, cause in _between(leader.rule_id, findings[n].rule_id)
        if _meet(cause, places[m], places[n])
    ]
    return min(found)[2] if found else None


def _meet(cause: Cause, leader: _Place, follower: _Place) -> bool:
    if cause.by == "code":
        return leader.own is not None and leader.own in follower.about
    if cause.by == "line":
        return leader.line is not None and leader.line == follower.line
    return not leader.brings.isdisjoint(follower.wants)


def _top(n: int, leaders: dict[int, int]) -> int:
    """The end of the chain of leaders that begins at `n`."""
    while n in leaders:
        n = leaders[n]
    return n


@cache
def _names(rule_id: str) -> frozenset[str]:
    """What the table may call the rule: its id, and its family."""
    return frozenset([rule_id, rule_id.rstrip("0123456789")])
