"""Look-ups of codes seen before, and the Excludes1 notes of a whole claim."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from datetime import date

from catalog import Catalog, CatalogView
from evals.bench import peers
from evals.bench.figures import Figure
from evals.bench.measure import rates, times

DAY = date(2026, 5, 4)
_CODES, _CLAIMS, _DIAGNOSES = 5_000, 2_000, 12


def look_ups(seconds: float) -> Iterator[Figure]:
    """Both subjects, over the same codes, drawn once and for all."""
    with Catalog.open() as catalog:
        view = catalog.on(DAY)
        drawn = random.Random(2026).sample(list(view.all_billable()), _CODES)
        yield from _cached(view, drawn, seconds)
        yield from _claims(view, drawn)


def _cached(view: CatalogView, codes: Sequence[str], seconds: float) -> Iterator[Figure]:
    simple = peers.simple()

    def ours() -> int:
        for code in codes:
            view.status(code)
        return len(codes)

    def theirs() -> int:
        for code in codes:
            if simple.is_valid_item(code):
                simple.get_description(code)
        return len(codes)

    own, other = rates(ours, theirs, seconds=seconds)
    name = f"look-ups of {_CODES:,} codes seen before"
    yield Figure(name, own, "/s", "limit", 200_000, more_is_better=True)
    yield Figure(name, own, "/s", peers.SIMPLE, other, more_is_better=True, is_limit=False)


def _claims(view: CatalogView, codes: Sequence[str]) -> Iterator[Figure]:
    """Claims of codes that have been compared before, in company in which they have not."""
    draw = random.Random(66)
    claims = [draw.sample(codes, _DIAGNOSES) for _ in range(_CLAIMS)]
    view.excludes1_pairs(codes)
    taken = times(lambda number: view.excludes1_pairs(claims[number]), _CLAIMS)
    yield Figure(
        f"Excludes1 check of {_DIAGNOSES} codes (66 pairs), median",
        statistics.median(taken) * 1e6,
        "us",
        "limit",
        100,
    )
