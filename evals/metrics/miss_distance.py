"""How far off the misses are: a sibling taken for the right code, or another chapter?

For each gold code missed, the steps in the Tabular tree (`Hierarchy.distance`) to the nearest code
of the same case that was predicted and is wrong. Two misses may share one wrong code. A miss in a
case without wrong codes has no distance: it was overlooked, not mistaken.
"""

from __future__ import annotations

from collections import Counter

from evals.contracts import Scores, Table
from evals.figures import Figure, Kind, ratio
from evals.hierarchy import Hierarchy
from evals.sample import Sample, Scored, as_floats


def measure(sample: Sample) -> list[Figure]:
    found = [_distances(case, sample.hierarchy) for case in sample]
    known = [[steps for steps in case if steps is not None] for case in found]
    return [
        ratio(
            "codes.miss_distance",
            as_floats(sum(steps) for steps in known),
            as_floats(len(steps) for steps in known),
            Kind.AMOUNT,
        )
    ]


def tables(sample: Sample, scores: Scores) -> dict[str, Table]:
    """Missed codes by distance; `steps` is null where no wrong code was predicted in the case."""
    counts = Counter(steps for case in sample for steps in _distances(case, sample.hierarchy))
    known = sorted(steps for steps in counts if steps is not None)
    rows: Table = [{"steps": steps, "missed": counts[steps]} for steps in known]
    if counts[None]:
        rows.append({"steps": None, "missed": counts[None]})
    return {"miss_distance": rows}


def _distances(case: Scored, hierarchy: Hierarchy) -> list[int | None]:
    if not case.has_codes:
        return []
    wrong = case.predicted - case.gold_codes
    return [
        min((hierarchy.distance(code, other) for other in wrong), default=None)
        for code in sorted(case.gold_codes - case.predicted)
    ]
