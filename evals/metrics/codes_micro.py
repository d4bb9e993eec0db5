"""Codes, micro-averaged over the set: every gold code weighs the same.

At the full code, at the subcategory (four characters, so that `M54.50` counts as `M54.5`) and at
the category (three). Several codes of a case that fall together at a level count there once.
"""

from __future__ import annotations

from catalog.codes import canonical, compact
from evals.figures import Figure, agreement
from evals.sample import Sample

#: Prefix of the keys, to the characters compared (8: all).
LEVELS = {"codes.micro": 8, "codes.subcategory.micro": 4, "codes.category.micro": 3}


def measure(sample: Sample) -> list[Figure]:
    return [
        figure for prefix, length in LEVELS.items() for figure in _at_level(sample, prefix, length)
    ]


def _at_level(sample: Sample, prefix: str, length: int) -> list[Figure]:
    return agreement(
        prefix,
        right=sample.count_coded(
            lambda case: len(cut(case.predicted, length) & cut(case.gold_codes, length))
        ),
        predicted=sample.count_coded(lambda case: len(cut(case.predicted, length))),
        gold=sample.count_coded(lambda case: len(cut(case.gold_codes, length))),
    )


def cut(codes: frozenset[str], length: int) -> frozenset[str]:
    """The codes cut to so many characters, the dot not counted."""
    if length >= 8:
        return codes
    return frozenset(canonical(compact(code)[:length]) for code in codes)
