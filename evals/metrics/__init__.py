"""The metrics, one a module, registered by being there.

A metric module has `measure(sample)`, which gives its figures, and may have
`tables(sample, scores)`, which gives its tables from the cases and the estimates of all figures.
Both are pure, and the order of the cases changes nothing.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

from evals.figures import Figure

if TYPE_CHECKING:
    from evals.contracts import Scores, Table
    from evals.sample import Sample


class Metric(Protocol):
    """What a metric module offers; `tables` may be missing."""

    def measure(self, sample: Sample) -> list[Figure]: ...


@cache
def all_metrics() -> tuple[Metric, ...]:
    """Every metric module, in the order of their names."""
    names = sorted(module.name for module in iter_modules(__path__))
    return tuple(cast(Metric, import_module(f"{__name__}.{name}")) for name in names)


def all_figures(sample: Sample) -> list[Figure]:
    """The figures of every metric, sorted by key."""
    figures = [figure for metric in all_metrics() for figure in metric.measure(sample)]
    keys = [figure.key for figure in figures]
    if len(keys) != len(set(keys)):
        raise ValueError(f"two figures share a key: {sorted(k for k in keys if keys.count(k) > 1)}")
    return sorted(figures, key=lambda figure: figure.key)


def all_tables(sample: Sample, scores: Scores) -> dict[str, Table]:
    """The tables of every metric that has any, by name."""
    found: dict[str, Table] = {}
    for metric in all_metrics():
        if hasattr(metric, "tables"):
            found |= metric.tables(sample, scores)
    return dict(sorted(found.items()))
