"""What candidates by meaning add to a chart's candidates by words: a paired comparison.

    python -m evals.by_meaning codiesp:GOLD/codiesp --split dev

The share of gold codes among the first candidates: by words, by meaning, and merged; then the
difference of the first and the last with its 95% interval over charts and the p of a permutation
test, in which charts swap their two rankings. Needs the extra `semantic`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from agent.coding import OfflineCoder
from agent.coding.meant import codes_by_meaning
from agent.coding.ranking import merged, ranked_candidates
from agent.pipeline import read_and_code
from catalog import Catalog
from catalog.sources import SourceMissing
from evals.figures import ratio
from evals.goldsets import open_goldset
from evals.significance import Paired

_DEPTHS = (10, 25, 50, 200)
_ALL = 5_000


class Chart(NamedTuple):
    """A chart's gold codes, and its candidates in three rankings."""

    gold: frozenset[str]
    worded: Sequence[str]
    meant: Sequence[str]
    merged: Sequence[str]


def charts(source: str, split: str | None) -> Iterator[Chart]:
    """All charts of a gold set that have codes. Raises SourceMissing without the extra."""
    with Catalog.open() as catalog:
        for case in open_goldset(source, split).cases:
            gold = frozenset(code.code for code in case.codes or ())
            if gold:
                view = catalog.on(case.bundle.encounter.date_of_service)
                context, _ = read_and_code(case.bundle, view, OfflineCoder())
                worded = ranked_candidates(context, _ALL)
                meant = codes_by_meaning(context.documents, view)
                yield Chart(gold, worded, meant, merged(worded, meant))


def table(found: Sequence[Chart]) -> Iterator[str]:
    """A row for each depth."""
    yield f"{'':10}{'words':>9}{'meaning':>9}{'merged':>9}   difference"
    gold = np.array([float(len(chart.gold)) for chart in found])
    for depth in _DEPTHS:
        worded, meant, both = np.array([_among_first(chart, depth) for chart in found]).T
        figure = ratio("recall", np.concatenate([worded, both]), np.concatenate([gold, gold]))
        paired = Paired([figure], np.arange(len(found)))
        (low, high), (p,) = paired.intervals()[0], paired.p_values()
        shares = "".join(f"{each.sum() / gold.sum():>9.1%}" for each in (worded, meant, both))
        yield f"first {depth:<4}{shares}   {low:+.1%} to {high:+.1%}, p = {p:.4f}"


def _among_first(chart: Chart, depth: int) -> list[float]:
    """How many gold codes are among the first candidates of each ranking."""
    rankings = (chart.worded, chart.meant, chart.merged)
    return [float(len(chart.gold.intersection(ranked[:depth]))) for ranked in rankings]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 2 when packages of the extra are not installed."""
    parser = argparse.ArgumentParser(prog="python -m evals.by_meaning", description=__doc__)
    parser.add_argument("goldset")
    parser.add_argument("--split")
    chosen = parser.parse_args(arguments)
    try:
        found = list(charts(chosen.goldset, chosen.split))
    except SourceMissing as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{len(found)} charts, {sum(len(chart.gold) for chart in found)} gold codes")
    print("\n".join(table(found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
