"""What mistakes of a model cost, with a simulated one; writes docs/model-simulated.md and .json.

    python -m evals.simulated
    python -m evals.simulated medcoder:../shared/gold/medcoder_dev --out docs/model-simulated.md

The notes of our own are always measured; gold sets named on the command line besides. Same notes
and same code, same figures. docs/evals.md shows the same file's figures in short.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.coding import OfflineCoder
from agent.errors import ChartauditError
from agent.pipeline import read_and_code
from catalog import Catalog
from evals.contracts import GoldCase
from evals.seeding.bases import SHIPPED, cases_of
from evals.simulated.curve import Agreement, curve
from evals.simulated.measured import Measured, keep
from evals.simulated.page import page

_PAGE = Path("docs/model-simulated.md")
_OURS = "Notes of our own"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables and write the page; 2 when a gold set cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m evals.simulated", description=__doc__)
    parser.add_argument("goldsets", nargs="*", help="such as medcoder:FOLDER")
    parser.add_argument("--out", type=Path, default=_PAGE)
    chosen = parser.parse_args(arguments)
    try:
        sets = {_name(source): cases_of(source)[0] for source in (SHIPPED, *chosen.goldsets)}
    except ChartauditError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with Catalog.open() as catalog:
        measured = [
            Measured(name, len(cases), offline(cases, catalog), tuple(curve(cases, catalog)))
            for name, cases in sets.items()
        ]
    keep(measured, chosen.out.with_suffix(".json"))
    text = page(measured)
    chosen.out.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
    return 0


def offline(cases: Sequence[GoldCase], catalog: Catalog) -> float:
    """F1 of the offline coder on the same notes, to set beside the curve."""
    agreement = Agreement()
    for case in cases:
        view = catalog.on(case.bundle.encounter.date_of_service)
        context, _ = read_and_code(case.bundle, view, OfflineCoder())
        gold = {code.code for code in case.codes or ()}
        agreement.add({proposal.code for proposal in context.proposals}, gold)
    return agreement.f1


def _name(source: str) -> str:
    adapter, _, path = source.partition(":")
    return _OURS if adapter == SHIPPED else f"{adapter} {Path(path).name}"


if __name__ == "__main__":
    sys.exit(main())
