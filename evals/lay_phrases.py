"""How often the search offers a right code for the words of people without clinical training.

    python -m evals.lay_phrases --semantic

The phrases are our own (lay_phrases.yaml). A phrase counts as found when a code that it may mean,
or one below it, is among the first candidates. With `--semantic`, search by words and search by
words and meaning are compared phrase by phrase (McNemar's exact test).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import yaml

from catalog import Catalog, CatalogView
from catalog.sources import SourceMissing
from evals.significance import mcnemar

PHRASES = Path(__file__).with_suffix(".yaml")
_DAY = date(2026, 5, 4)
_DEPTHS = (1, 5, 10, 20, 50)


def lay_phrases() -> dict[str, tuple[str, ...]]:
    """Each phrase with the codes that it may mean, some of them headers."""
    read = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    return {phrase: tuple(codes) for phrase, codes in read.items()}


def places(view: CatalogView, phrases: Mapping[str, tuple[str, ...]]) -> list[int]:
    """For each phrase the place of the first right candidate, from 1; past all depths for none."""
    return [
        next(
            (
                place
                for place, found in enumerate(view.search(phrase, max(_DEPTHS)), start=1)
                if found.code.startswith(codes)
            ),
            max(_DEPTHS) + 1,
        )
        for phrase, codes in phrases.items()
    ]


def table(runs: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """A row of shares for each way of searching; for two of them what one alone finds."""
    yield f"{'':18}" + "".join(f"{f'first {depth}':>10}" for depth in _DEPTHS)
    for name, found in runs.items():
        shares = (sum(place <= depth for place in found) / len(found) for depth in _DEPTHS)
        yield f"{name:18}" + "".join(f"{share:>10.1%}" for share in shares)
    if len(runs) > 1:
        first, second = runs.values()
        for depth in _DEPTHS:
            pairs = [(a <= depth, b <= depth) for a, b in zip(first, second, strict=True)]
            only_first, only_second = pairs.count((True, False)), pairs.count((False, True))
            yield (
                f"first {depth}: {only_first} found by the first way alone, {only_second} by the "
                f"second, p = {mcnemar(only_first, only_second):.2g}"
            )


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 2 when the packages of the extra are asked for and not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.lay_phrases", description=__doc__)
    parser.add_argument("--semantic", action="store_true", help="compare with search by meaning")
    phrases = lay_phrases()
    runs: dict[str, list[int]] = {}
    taken: dict[str, float] = {}
    try:
        for semantic in (False, True)[: 1 + parser.parse_args(arguments).semantic]:
            with Catalog.open(semantic=semantic) as catalog:
                name = "words and meaning" if semantic else "words"
                view = catalog.on(_DAY)
                view.search("warm up")
                start = time.process_time()
                runs[name] = places(view, phrases)
                taken[name] = (time.process_time() - start) * 1000 / len(phrases)
                index = catalog.releases.in_reach("index", _DAY)
    except SourceMissing as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"search: {len(phrases)} lay phrases, {index.name if index else 'no Alphabetic Index'}")
    print("\n".join(table(runs)))
    print("processor time a phrase:", ", ".join(f"{n} {ms:.1f} ms" for n, ms in taken.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
