"""Whether codes may stand together, so that one error does not bring another by the way."""

from __future__ import annotations

from catalog import CatalogView
from evals.seeding.chart import Chart

_BINDING = ("codeFirst", "useAdditionalCode", "codeAlso")


def bound(view: CatalogView, first: str, second: str) -> bool:
    """Whether a note of either code speaks of the other: code first, use additional, code also."""
    return any(
        reference.range.covers(other)
        for code, other in ((first, second), (second, first))
        for kind in _BINDING
        for reference in view.references(code, kind)
    )


def fits(chart: Chart, code: str, instead_of: str | None = None) -> bool:
    """Whether a code may join the claim without offending against anything else than intended.

    It is billable, on no other line of the claim or of the gold set, forbidden beside none of them
    by an Excludes1 note, and bound to none; `instead_of` is the code that it replaces.
    """
    others = chart.known - {instead_of}
    return (
        chart.view.is_billable(code)
        and code not in chart.known
        and not any(chart.view.excludes1(code, other) for other in others)
        and (instead_of is not None or not any(bound(chart.view, code, other) for other in others))
    )


def joins(chart: Chart, code: str) -> bool:
    """Whether a code of a condition new to the chart may join: `fits`, in a category of its own."""
    return (
        fits(chart, code)
        and code[:3] not in {other[:3] for other in chart.known}
        and not chart.view.flags(code) & {"manifestation", "ecodepdx"}
    )
