"""Print each figure beside its limit or peer; with `--check` exit 1 when a limit is missed."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.measure import processes, python

if TYPE_CHECKING:
    from agent.models import ChartBundle

NOTE = Path(__file__).parent / "two-page-note"

_LOOK_UP = (
    "from datetime import date\n"
    "from catalog import Catalog\n"
    "assert Catalog.open().on(date(2026, 5, 4)).status('M54.50').title\n"
)
_PEER = "import simple_icd_10_cm"
_SHOW = [sys.executable, "-m", "agent.cli", "catalog", "show", "M54.50"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its limit, or beside a peer measured in the same run."""

    name: str
    value: float
    unit: str
    beside: str
    other: float
    more_is_better: bool = False
    is_limit: bool = True

    @property
    def ratio(self) -> float:
        """The figure as a part of what stands beside it."""
        return self.value / self.other

    @property
    def verdict(self) -> str:
        if not self.is_limit:
            return ""
        return "pass" if self.more_is_better == (self.ratio >= 1) else "MISS"


def start_up(runs: int) -> Iterator[Figure]:
    """A fresh process to its first look-up, over one that does nothing; beside a peer's import."""
    bare, look_up = processes(python("pass"), python(_LOOK_UP), runs=runs)
    (peer,) = processes(python(_PEER), runs=3)
    own, peer_own = look_up.seconds - bare.seconds, peer.seconds - bare.seconds
    yield Figure("warm start to first look-up", own * 1000, "ms", "limit", 60)
    yield Figure(
        "  beside import simple_icd_10_cm",
        own * 1000,
        "ms",
        "peer",
        peer_own * 1000,
        is_limit=False,
    )
    yield Figure("peak memory to first look-up", look_up.megabytes, "MB", "limit", 60)
    yield Figure(
        "  beside import simple_icd_10_cm",
        look_up.megabytes,
        "MB",
        "peer",
        peer.megabytes,
        is_limit=False,
    )


def command(runs: int) -> Iterator[Figure]:
    """The whole command that a coder types most."""
    (show,) = processes(_SHOW, runs=runs)
    yield Figure("chartaudit catalog show M54.50", show.seconds * 1000, "ms", "limit", 400)


def audits(seconds: float) -> Iterator[Figure]:
    """Offline audits of a two-page note a second, on one core, warm: median of five stretches.

    Every audit gets a note of its own, so that nothing kept from one serves the next.
    """
    from agent import audit
    from agent.intake import read_bundle
    from catalog import Catalog

    bundle = read_bundle(NOTE)
    with Catalog.open() as catalog:
        if not audit(bundle, catalog=catalog).findings:
            raise RuntimeError("the audit of the bench note found nothing: it did not run in full")
        rates, count = [], 0
        for _ in range(5):
            first, start = count, time.perf_counter()
            while time.perf_counter() - start < seconds / 5:
                count += 1
                audit(_numbered(bundle, count), catalog=catalog)
            rates.append((count - first) / (time.perf_counter() - start))
    yield Figure(
        "audits of a two-page note, offline",
        statistics.median(rates),
        "/s",
        "limit",
        100,
        more_is_better=True,
    )


def _numbered(bundle: ChartBundle, number: int) -> ChartBundle:
    """The bundle with the visit's number under each note."""
    documents = tuple(
        document.model_copy(update={"text": f"{document.body}\nVisit number {number}.\n"})
        for document in bundle.documents
    )
    return bundle.model_copy(update={"documents": documents})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 when a limit is missed")
    parser.add_argument("--runs", type=int, default=15, help="processes a figure (default 15)")
    parser.add_argument("--seconds", type=float, default=5, help="time for audits (default 5)")
    chosen = parser.parse_args()
    print(f"{'figure':<38} {'measured':>12}   {'beside':>18} {'ratio':>7}")
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    if busy > cores:
        print(f"The machine is busy (load {busy:.1f} on {cores} cores): times come out too long.")
    missed = False
    for figures in (start_up(chosen.runs), command(chosen.runs), audits(chosen.seconds)):
        for figure in figures:
            beside = f"{figure.beside} {figure.other:.0f} {figure.unit}"
            print(
                f"{figure.name:<38} {figure.value:>9.1f} {figure.unit:<2}   {beside:>18} "
                f"{figure.ratio:>7.2f}  {figure.verdict}"
            )
            missed = missed or figure.verdict == "MISS"
    return int(chosen.check and missed)


if __name__ == "__main__":
    sys.exit(main())
