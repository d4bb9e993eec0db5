"""The official files to a catalog that is ready, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

from evals.bench.figures import Figure
from evals.bench.measure import processes, python

_COMPILE = (
    "import tempfile\n"
    "from pathlib import Path\n"
    "from catalog import Catalog\n"
    "with tempfile.TemporaryDirectory() as folder:\n"
    "    Catalog.open(Path(folder)).close()\n"
)


def compiling() -> Iterator[Figure]:
    """The Tabular List and the Medicare Code Editor's tables, read, compiled, sealed, opened."""
    (cost,) = processes(python(_COMPILE), runs=1)
    yield Figure("compile of a full release", cost.seconds, "s", "limit", 15)
