"""Numbers for the page's plots: where bars and points stand, in units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from evals.contracts import Table

#: Side of the reliability plot.
SQUARE = 220.0


class Bar(NamedTuple):
    """A horizontal bar: `share` and the interval are parts of the full width, 0 to 1."""

    label: str
    share: float
    low: float | None
    high: float | None
    told: str


class Point(NamedTuple):
    """A bin of the reliability plot; the larger its radius, the more codes it stands for."""

    x: float
    y: float
    radius: float
    told: str


def bars(rows: Table, label: str, value: str, told: str) -> list[Bar]:
    """A bar a row that has a value. `label` and `told` are formats over the row's columns."""
    found = []
    for row in rows:
        share = row.get(value)
        if isinstance(share, int | float):
            low, high = _number(row.get("low")), _number(row.get("high"))
            found.append(Bar(label.format(**row), float(share), low, high, told.format(**row)))
    return found


def reliability(rows: Table) -> list[Point]:
    """A point a bin that holds codes: stated confidence across, share right upwards."""
    most = max((_number(row["codes"]) or 0 for row in rows), default=0)
    return [
        Point(
            SQUARE * confidence,
            SQUARE * (1 - right),
            3 + 7 * (codes / most) ** 0.5,
            f"{int(codes)} codes: confidence {confidence:.2f}, right {right:.2f}",
        )
        for codes, confidence, right in _bins(rows)
    ]


def _bins(rows: Sequence[dict[str, Any]]) -> list[tuple[float, float, float]]:
    return [
        (row["codes"], row["confidence"], row["right"])
        for row in rows
        if row["codes"] and row["confidence"] is not None and row["right"] is not None
    ]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
