"""Errors put into clean bundles by a seed: the same seed and bundles give the same cases.

What a kind does to a bundle depends on the seed, the bundle and the kind alone, so choosing other
kinds beside it changes nothing about it.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from itertools import islice

from evals.contracts import GoldCase, GoldFinding
from evals.seeding.bases import Base
from evals.seeding.chart import Chart
from evals.seeding.kinds import Injected, Kind


def seeded(
    bases: Sequence[Base],
    kinds: Sequence[Kind],
    *,
    seed: int = 0,
    errors_per_case: int = 1,
    cases: int | None = None,
    clean_share: float = 0.2,
) -> list[GoldCase]:
    """Cases with injected errors and cases left clean, in the order of their ids.

    Kinds take turns, each with its next bundle, until there are `cases` in all; without `cases`,
    every kind is put into every bundle that it applies to. A bundle stays clean in one case at
    most, so the share of clean ones may be less than asked for.
    """
    wrong = _wrong(bases, kinds, seed, errors_per_case)
    if clean_share == 1:
        made, clean = [], cases or len(bases)
    elif cases is None:
        made = list(wrong)
        clean = round(len(made) * clean_share / (1 - clean_share))
    else:
        clean = min(round(cases * clean_share), len(bases))
        made = list(islice(wrong, cases - clean))
    chosen = random.Random(f"{seed}:clean").sample(bases, min(clean, len(bases)))
    made += [_case(base, base.chart, (), f"{seed}:clean") for base in chosen]
    return sorted(made, key=lambda case: case.case_id)


def _wrong(
    bases: Sequence[Base], kinds: Sequence[Kind], seed: int, errors: int
) -> Iterator[GoldCase]:
    """Cases with errors: the kinds take turns."""
    turns = [_of_kind(kind, bases, kinds, seed, errors) for kind in kinds]
    while turns:
        left = []
        for turn in turns:
            case = next(turn, None)
            if case is not None:
                yield case
                left.append(turn)
        turns = left


def _of_kind(
    kind: Kind, bases: Sequence[Base], kinds: Sequence[Kind], seed: int, errors: int
) -> Iterator[GoldCase]:
    """One case for each bundle that the kind applies to, in an order drawn for the kind."""
    for base in random.Random(f"{seed}:{kind.name}").sample(bases, len(bases)):
        if kind.inject(base.chart, _chance(seed, base, kind)) is None:
            continue
        others = [other for other in kinds if other is not kind]
        drawn = random.Random(f"{seed}:{base.case_id}:{kind.name}:beside")
        chart, findings, names = base.chart, [], []
        for injected, name in _several(
            base, [kind, *drawn.sample(others, len(others))], seed, errors
        ):
            chart = injected.chart
            findings += [injected.finding, *injected.following]
            names.append(name)
        yield _case(base, chart, findings, f"{seed}:{'+'.join(names)}")


def _several(
    base: Base, kinds: Sequence[Kind], seed: int, errors: int
) -> list[tuple[Injected, str]]:
    """Up to `errors` errors of different kinds in one bundle, those of lines last.

    The first kind is the one whose turn it is: it is always among them.
    """
    chosen: list[tuple[Injected, str]] = []
    wanted: list[Kind] = []
    for kind in kinds:
        if len(chosen) == errors:
            break
        tried = sorted([*wanted, kind], key=lambda k: k.of_lines)
        made = _all_of(base, tried, seed)
        if made is not None:
            wanted, chosen = [*wanted, kind], made
    return chosen


def _all_of(base: Base, kinds: Sequence[Kind], seed: int) -> list[tuple[Injected, str]] | None:
    chart, made = base.chart, []
    for kind in kinds:
        injected = kind.inject(chart, _chance(seed, base, kind))
        if injected is None:
            return None
        chart = injected.chart
        made.append((injected, kind.name))
    return made


def _chance(seed: int, base: Base, kind: Kind) -> random.Random:
    return random.Random(f"{seed}:{base.case_id}:{kind.name}")


def _case(base: Base, chart: Chart, findings: Sequence[GoldFinding], made: str) -> GoldCase:
    """A case under an id that does not tell what was done to it."""
    digest = hashlib.sha256(f"{base.case_id}:{made}".encode()).hexdigest()[:10]
    case_id = f"{digest}-{base.case_id}"
    return GoldCase(
        case_id=case_id,
        cluster=base.case_id,
        bundle=chart.bundle.model_copy(update={"bundle_id": case_id}),
        codes=chart.codes,
        findings=(*base.declared, *findings),
    )
