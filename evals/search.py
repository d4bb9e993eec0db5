"""How often the search offers the code that a human coder chose, and how long it takes.

    python -m evals.search ../shared/gold/medcoder_dev --notes ../shared/gold/codiesp/dev

Queries are the phrases that the coders marked; those whose text and code are alike count once. A
code counts as found when it is among the first so many candidates, or when the entry directly
above its 7th-character extensions is, since a phrase seldom says the encounter. Times are of the
processor, for passages between punctuation marks of the notes given, each asked once. Without an
Index in the user's library it is measured without one.
"""

from __future__ import annotations

import argparse
import csv
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalog import Catalog, CatalogView, canonical

#: A day within the edition of the code set that the coders used.
_DAY = date(2024, 6, 17)
_DEPTHS = (1, 5, 10, 25, 50)
_PASSAGES = 1_000
_PASSAGE = re.compile(r"[^.,;:()\[\]\n?!]+")
_WORDS = range(2, 9)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A phrase and the code that a human coder gave it."""

    phrase: str
    code: str


def labelled(folder: Path) -> list[Labelled]:
    """The distinct phrases and codes of a folder with `diagnosis.csv`, in file order."""
    with (folder / "diagnosis.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return list(dict.fromkeys(Labelled(r["Diagnosis"], canonical(r["ICD10"])) for r in rows))


def passages(folder: Path) -> list[str]:
    """Distinct passages of two to eight words, from all the notes of a folder evenly."""
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*.txt")):
        for match in _PASSAGE.finditer(path.read_text(encoding="utf-8")):
            words = match.group().split()
            if len(words) in _WORDS and any(word.isalpha() for word in words):
                found[" ".join(words)] = None
    every = list(found)
    return every[:: max(1, len(every) // _PASSAGES)][:_PASSAGES]


def place(view: CatalogView, one: Labelled, length: int) -> int | None:
    """The place of the right code among the candidates, from 1, with codes cut to `length`."""
    entry = view.entry(one.code)
    right = {one.code[:length]}
    if entry is not None and entry.kind == "extension" and entry.parent:
        right.add(entry.parent[:length])
    for number, found in enumerate(view.search(one.phrase, max(_DEPTHS)), start=1):
        if found.code[:length] in right:
            return number
    return None


def times(view: CatalogView, queries: Sequence[str]) -> list[float]:
    """Milliseconds of processor time of each query, in rising order."""
    view.search("warm up", 25)
    found = []
    for query in queries:
        start = time.process_time()
        view.search(query, 25)
        found.append((time.process_time() - start) * 1000)
    return sorted(found)


def table(view: CatalogView, phrases: Sequence[Labelled]) -> Iterator[str]:
    """The shares of phrases whose code is among the first so many candidates."""
    yield f"{'':10}" + "".join(f"{f'first {depth}':>10}" for depth in _DEPTHS)
    for name, length in (("full code", 8), ("category", 3)):
        places = [place(view, one, length) for one in phrases]
        shares = (sum(p is not None and p <= d for p in places) / len(places) for d in _DEPTHS)
        yield f"{name:10}" + "".join(f"{share:>10.1%}" for share in shares)


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 2 when the folder does not hold the phrases."""
    parser = argparse.ArgumentParser(prog="python -m evals.search", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds diagnosis.csv with phrases and codes")
    parser.add_argument("--notes", type=Path, help="notes whose passages are timed")
    chosen = parser.parse_args(arguments)
    try:
        phrases = labelled(chosen.folder)
    except (OSError, KeyError) as problem:
        print(f"{chosen.folder} does not hold labelled phrases: {problem}", file=sys.stderr)
        return 2
    with Catalog.open() as catalog:
        view = catalog.on(_DAY)
        index = catalog.releases.in_reach("index", _DAY)
        print(f"search: {len(phrases)} phrases, {index.name if index else 'no Alphabetic Index'}")
        print("\n".join(table(view, phrases)))
        queries = passages(chosen.notes) if chosen.notes else [one.phrase for one in phrases]
        measured = times(view, queries)
    cuts = statistics.quantiles(measured, n=100)
    print(
        f"processor time over {len(measured)} {'passages' if chosen.notes else 'phrases'}: "
        f"median {cuts[49]:.1f} ms, 95th percentile {cuts[94]:.1f} ms, "
        f"longest {measured[-1]:.1f} ms"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
