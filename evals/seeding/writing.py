"""Seeded cases as a native gold set, and what it holds in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from agent.errors import UsageError
from evals.contracts import GoldCase
from evals.seeding.bases import Bases
from evals.seeding.kinds import Kind


def write(cases: Sequence[GoldCase], path: Path) -> None:
    """One case a line. Raises UsageError when the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{case.model_dump_json(exclude_none=True)}\n" for case in cases)
    except OSError as error:
        raise UsageError(f"--out {path}: cannot be written: {error.strerror}") from None


def tally(cases: Sequence[GoldCase], bases: Bases, kinds: Sequence[Kind]) -> Iterator[str]:
    """What was written: bundles, cases, errors by kind, and what the audit found beforehand."""
    errors = Counter(
        finding.kind for case in cases for finding in case.findings or () if not finding.declared
    )
    clean = sum(all(f.declared for f in case.findings or ()) for case in cases)
    yield f"{len(bases.usable)} bundles to put errors into, {len(bases.refused)} left out"
    if bases.found:
        found = ", ".join(f"{rule} {count}" for rule, count in sorted(bases.found.items()))
        yield f"Bundles in which a rule finds something before any error: {found}"
    yield f"{len(cases)} cases, {clean} of them clean, {errors.total()} errors"
    for kind in kinds:
        yield f"  {kind.name:28}{kind.category.value:26}{errors[kind.name]:6}"
