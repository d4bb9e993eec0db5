"""The figures that a run is judged by, as a table."""

from __future__ import annotations

import json
from pathlib import Path

_HEADLINE = (
    ("codes.micro.precision", "Precision, full code"),
    ("codes.micro.recall", "Recall, full code"),
    ("codes.micro.f1", "F1, full code"),
    ("codes.subcategory.micro.f1", "F1, subcategory"),
    ("codes.category.micro.f1", "F1, category"),
    ("retrieval.recall_at.25", "Gold code among 25 candidates"),
    ("findings.micro.precision", "Precision, findings"),
    ("findings.micro.recall", "Recall, findings"),
    ("findings.micro.f1", "F1, findings"),
    ("evidence.overlap.f1", "F1, evidence overlap"),
    ("evidence.quote_validity", "Quotes verbatim"),
    ("citations.validity", "Citations valid"),
    ("accuracy.code_over_code", "Code over code"),
    ("accuracy.case_over_case", "Case over case"),
    ("calibration.ece", "Calibration error"),
)


def print_headline(folder: Path) -> None:
    """Print the figures of the folder's scores.json that the set can measure."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("")
    for name in ("value", "95% interval", "of"):
        table.add_column(name, justify="right")
    for key, label in _HEADLINE:
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
