"""Notes read and coded offline, without rules: how many a second, and in how much memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.auditing import NOTE
from evals.bench.figures import Figure
from evals.bench.measure import processes, python, rates
from evals.bench.peers import EDITS, SIMPLE, claim_edits

if TYPE_CHECKING:
    from agent.models import ChartBundle
    from catalog import Catalog

_GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "codiesp" / "dev"


def reading(seconds: float) -> Iterator[Figure]:
    """Notes a second on one core, warm, and the most memory that a process takes for all of them.

    The case reports of CodiEsp dev where they are at hand, else the notes that are shipped for
    seeding errors.
    """
    from agent.intake import read_bundle
    from catalog import Catalog

    name, bundles = _notes()
    with ExitStack() as opened:
        catalog = opened.enter_context(Catalog.open())
        edits = claim_edits(read_bundle(NOTE), opened)
        own, other = rates(lambda: _read(bundles, catalog), edits, seconds=seconds)
    yield Figure(f"{name} read and coded", own, "/s", "limit", 200, more_is_better=True)
    yield Figure(
        f"{name} read and coded", own, "/s", EDITS, other, more_is_better=True, is_limit=False
    )
    ours, simple = processes(
        python("from evals.bench.reading import read_all; read_all()"),
        python(f"import {SIMPLE}"),
        runs=1,
    )
    memory = f"{name} read and coded, peak memory"
    yield Figure(memory, ours.megabytes, "MB", "limit", 400)
    yield Figure(memory, ours.megabytes, "MB", f"import {SIMPLE}", simple.megabytes, is_limit=False)


def read_all() -> None:
    """Read and code every note once: the work of the process whose memory is measured."""
    from catalog import Catalog

    with Catalog.open() as catalog:
        _read(_notes()[1], catalog)


def _notes() -> tuple[str, list[ChartBundle]]:
    from evals.goldsets import open_goldset
    from evals.seeding.bases import shipped_cases

    found = _GOLD.is_dir()
    cases = open_goldset(f"codiesp:{_GOLD}").cases if found else shipped_cases()
    name = "CodiEsp dev" if found else "shipped notes"
    return f"{len(cases)} {name}", [case.bundle for case in cases]


def _read(bundles: list[ChartBundle], catalog: Catalog) -> int:
    from agent.coding import OfflineCoder
    from agent.pipeline import read_and_code

    coder = OfflineCoder()
    for bundle in bundles:
        read_and_code(bundle, catalog.on(bundle.encounter.date_of_service), coder)
    return len(bundles)
