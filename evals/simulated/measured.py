"""The curve of one set as it was measured, kept as JSON beside its page: every page shows these."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.simulated.curve import Agreement, Point

#: Beside the page that shows all of it.
KEPT = Path(__file__).parent.parent.parent / "docs" / "model-simulated.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """A set's name, how many notes it has, the offline coder's F1 on them, and a point a rate."""

    name: str
    notes: int
    offline_f1: float
    points: tuple[Point, ...]


def keep(sets: Sequence[Measured], path: Path) -> None:
    """Write what was measured."""
    text = json.dumps([asdict(one) for one in sets], indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def kept(path: Path = KEPT) -> list[Measured]:
    """What `keep` wrote."""
    return [
        Measured(
            row["name"],
            row["notes"],
            row["offline_f1"],
            tuple(_point(point) for point in row["points"]),
        )
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]


def _point(row: dict[str, object]) -> Point:
    sums = {name: Agreement(**row[name]) for name in ("believed", "checked")}  # type: ignore[arg-type]
    return Point(**{**row, **sums})  # type: ignore[arg-type]
