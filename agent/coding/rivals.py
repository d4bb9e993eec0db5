"""How a chart's candidates stand beside each other, as numbers: coders give one code for a mention.

A first weighing gives each candidate log-odds of its own; a second sees what else is offered.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

#: Codes are rivals within these: chapter letter, category, and the first place after the dot.
_WITHIN = {"chapter": 1, "category": 3, "subcategory": 5}
_SLOTS = 25

#: Names of the features, in the order of `standings`.
STANDINGS = (
    *(
        f"{what} of its {within}"
        for within in _WITHIN
        for what in ("chances of others", "best other chance", "place in the order")
    ),
    "log-odds by itself",
    "place in the order",
    "chances of all candidates",
    f"chance of candidate {_SLOTS}",
)


def standings(log_odds: Mapping[str, float]) -> dict[str, tuple[float, ...]]:
    """The features of each code, as `STANDINGS` names them, the most probable first."""
    chances = {code: chance(log_odds[code]) for code in log_odds}
    ranked = sorted(chances, key=lambda code: (-log_odds[code], code))
    groups: list[defaultdict[str, list[str]]] = []
    for length in _WITHIN.values():
        group: defaultdict[str, list[str]] = defaultdict(list)
        for code in ranked:
            group[code[:length]].append(code)
        groups.append(group)
    sums = [
        {key: sum(chances[code] for code in codes) for key, codes in group.items()}
        for group in groups
    ]
    total = sum(chances.values())
    last = chances[ranked[min(_SLOTS, len(ranked)) - 1]] if ranked else 0.0
    places: list[dict[str, int]] = [
        {code: place for codes in group.values() for place, code in enumerate(codes)}
        for group in groups
    ]
    found = {}
    for rank, code in enumerate(ranked):
        values: list[float] = []
        for length, group, sizes, place in zip(_WITHIN.values(), groups, sums, places, strict=True):
            codes = group[code[:length]]
            other = codes[1 if place[code] == 0 else 0] if len(codes) > 1 else None
            values += (
                sizes[code[:length]] - chances[code],
                chances[other] if other else 0.0,
                float(place[code]),
            )
        found[code] = (*values, log_odds[code], float(rank), total, last)
    return found


def chance(log_odds: float) -> float:
    """The probability that log-odds stand for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))
