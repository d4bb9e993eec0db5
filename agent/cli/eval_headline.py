"""The figures that a run is judged by, as a table."""

from __future__ import annotations

import json
from pathlib import Path


def print_headline(folder: Path) -> None:
    """Print the figures of the folder's scores.json that the set can measure."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from evals.headline import HEADLINE

    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("")
    for name in ("value", "95% interval", "of"):
        table.add_column(name, justify="right")
    for key, label in HEADLINE:
        found = scores.get(key)
        if found is None or found["value"] is None:
            continue
        known = found["low"] is not None and found["high"] is not None
        table.add_row(
            label,
            f"{found['value']:.3f}",
            f"{found['low']:.3f} to {found['high']:.3f}" if known else "",
            "" if found["n"] is None else f"{found['n']}",
        )
    Console(highlight=False).print(table)
