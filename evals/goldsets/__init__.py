"""Gold sets: the native form, and adapters for published sets, each opened from a path.

    native:FILE      one `GoldCase` a line (JSON Lines); a bare path that ends in `.jsonl` will do
    codiesp:FOLDER   CodiEsp: the folder that holds `train/`, `dev/`, `test/`, or one of these
    medcoder:FOLDER  MedCodER: `text.csv` and `diagnosis.csv`

Rows that cannot be used are listed with their place and kept out; none is repaired.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from agent.errors import UsageError
from evals.goldsets.codiesp import open_codiesp
from evals.goldsets.goldset import GoldSet, Standing, standing
from evals.goldsets.medcoder import open_medcoder
from evals.goldsets.native import open_native

__all__ = ["GoldSet", "Standing", "open_goldset", "standing"]

_ADAPTERS = {"native": open_native, "codiesp": open_codiesp, "medcoder": open_medcoder}
_EXPECTED = (
    "expected native:FILE, codiesp:FOLDER, medcoder:FOLDER, or a path that ends in .jsonl "
    "(see docs/goldset.md)"
)


def open_goldset(source: str, split: str | None = None, on: date | None = None) -> GoldSet:
    """The gold set at `adapter:PATH`. Raises UsageError when it is not there or not of that form.

    `split` names a part, for sets that have parts. `on` is the date of service for every case;
    without it a published set has the date of the code set it was coded with, and a native case
    its own.
    """
    adapter, found, path = source.partition(":")
    if not found and source.endswith(".jsonl"):
        adapter, path = "native", source
    if adapter not in _ADAPTERS or not path:
        raise UsageError(f"gold set {source}: {_EXPECTED}")
    return _ADAPTERS[adapter](Path(path), split, on)
