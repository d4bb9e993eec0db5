"""Print each figure beside its limit or peer; with `--check` exit 1 when a limit is missed.

Times are of the processor, which a busy machine lengthens less than those on the wall; when it is
idle the two are the same here, for every process has one thread and finds its files in memory. Of
several stretches or runs the median counts; those of a figure and its peer are interleaved. The
last column says how many times better than the limit or peer the figure is: below 1 it is worse.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator

from evals.bench import peers
from evals.bench.auditing import auditing
from evals.bench.claims import claim_audits
from evals.bench.compiling import compiling
from evals.bench.figures import HEADING, Figure
from evals.bench.look_ups import look_ups
from evals.bench.model_audits import model_audits
from evals.bench.reading import reading
from evals.bench.searching import searching
from evals.bench.start_up import command, start_up


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evals.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="exit 1 when a limit is missed")
    parser.add_argument("--runs", type=int, default=15, help="processes a figure (default 15)")
    parser.add_argument("--seconds", type=float, default=5, help="time for rates (default 5)")
    parser.add_argument("--only", metavar="SUBJECT", help="one of the subjects below")
    chosen = parser.parse_args()
    subjects: dict[str, Callable[[], Iterator[Figure]]] = {
        "start": lambda: start_up(chosen.runs),
        "command": lambda: command(chosen.runs),
        "look-ups": lambda: look_ups(chosen.seconds),
        "search": searching,
        "reading": lambda: reading(chosen.seconds),
        "audits": lambda: auditing(chosen.seconds),
        "claims": lambda: claim_audits(chosen.seconds),
        "model": model_audits,
        "compile": compiling,
    }
    if chosen.only is not None and chosen.only not in subjects:
        parser.error(f"--only: expected one of {', '.join(subjects)}")
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    if busy > cores:
        print(f"The machine is busy (load {busy:.1f} on {cores} cores): times come out too long.")
    if not peers.has_coder():
        print(peers.MISSING_CODER)
    print(HEADING)
    missed = False
    for name, measure in subjects.items():
        if chosen.only in {None, name}:
            for figure in measure():
                print(figure.line(), flush=True)
                missed = missed or figure.verdict == "MISS"
    return int(chosen.check and missed)


if __name__ == "__main__":
    sys.exit(main())
