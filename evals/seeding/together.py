"""Whether codes may stand together, so that one error does not bring another by the way."""

from __future__ import annotations

from catalog import CatalogView
from catalog.secondary_only import secondary_only
from evals.seeding.chart import Chart

#: Flags of the Medicare Code Editor that bind a code to an age, a sex or a second place.
_FOR_SOME = frozenset(
    ("newborn", "pediatric", "maternity", "adult", "female", "male", "manifestation")
)
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

    It is billable, billed nowhere else on the claim and not among the right codes, forbidden beside
    none of them by an Excludes1 note, bound to none, and for no age or sex that the code which it
    replaces, `instead_of`, is not for.
    """
    others = chart.known - {instead_of}
    passed = chart.view.flags(instead_of) if instead_of else frozenset()
    return (
        chart.view.is_billable(code)
        and code not in chart.known
        and chart.view.flags(code) & _FOR_SOME <= passed
        and not any(chart.view.excludes1(code, other) for other in others)
        and (instead_of is not None or not any(bound(chart.view, code, other) for other in others))
    )


def joins(chart: Chart, code: str) -> bool:
    """Whether a code of a condition new to the chart may join: `fits`, in a category of its own."""
    return (
        fits(chart, code)
        and code[:3] not in {other[:3] for other in chart.known}
        and "ecodepdx" not in chart.view.flags(code)
    )


def leads(chart: Chart, position: int) -> bool:
    """Whether the claim would begin rightly without the diagnosis of that position."""
    if position != 1:
        return True
    rest = chart.billed[1:]
    flags = chart.view.flags(rest[0]) if rest else frozenset()
    return bool(rest) and not (
        flags & {"ecodepdx", "manifestation"}
        or (chart.inpatient and "unacceptable" in flags)
        or secondary_only(rest[0])
    )
