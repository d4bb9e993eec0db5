"""Where the gold codes stand among a chart's candidates: what bounds any coder that chooses there.

python -m evals.ceiling codiesp:GOLD/codiesp --split dev
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from agent.coding import OfflineCoder
from agent.coding.ranking import ranked_candidates
from agent.pipeline import read_and_code
from catalog import Catalog, CatalogView
from evals.goldsets import open_goldset

_FIRST = 25
_ALL = 5_000


class Standing(StrEnum):
    """What became of a gold code among the candidates."""

    FIRST = f"among the first {_FIRST}"
    DEEPER = "deeper"
    CATEGORY = "another code of its category is offered"
    NOTHING = "nothing of its category is offered"
    NOT_BILLABLE = "not billable on the date, so never offered"


def standing(code: str, candidates: Sequence[str], view: CatalogView) -> Standing:
    """The standing of one gold code among all of a chart's candidates, best first."""
    if not view.is_billable(code):
        return Standing.NOT_BILLABLE
    if code in candidates:
        return Standing.FIRST if code in candidates[:_FIRST] else Standing.DEEPER
    offered = any(candidate[:3] == code[:3] for candidate in candidates)
    return Standing.CATEGORY if offered else Standing.NOTHING


def standings(source: str, split: str | None) -> Counter[Standing]:
    """Gold codes by standing, over all charts of a gold set that have codes."""
    found: Counter[Standing] = Counter()
    with Catalog.open() as catalog:
        for case in open_goldset(source, split).cases:
            view = catalog.on(case.bundle.encounter.date_of_service)
            context, _ = read_and_code(case.bundle, view, OfflineCoder())
            candidates = ranked_candidates(context, _ALL)
            found.update(standing(gold.code, candidates, view) for gold in case.codes or ())
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print the share of each standing."""
    parser = argparse.ArgumentParser(prog="python -m evals.ceiling", description=__doc__)
    parser.add_argument("goldset")
    parser.add_argument("--split")
    chosen = parser.parse_args(arguments)
    found = standings(chosen.goldset, chosen.split)
    for where in Standing:
        print(f"{found[where] / max(1, found.total()):6.1%}  {where}")
    print(f"{found.total():6}  gold codes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
