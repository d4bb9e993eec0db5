"""Codes that stand beside a code or below a header, for a coder to compare it with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import zip_longest

from agent.context import Side
from catalog import CatalogView

#: Billable codes taken from below one header, and beside one code.
_NEAR = 12
#: Codes of which what stands beside them is kept: charts of a batch have the same ones.
_COMPARED = 4096


def billable(codes: Iterable[str], catalog: CatalogView) -> Iterator[str]:
    """The codes, a header standing for the billable codes below it."""
    for code in codes:
        if catalog.is_billable(code):
            yield code
        else:
            yield from catalog.billable_below(code)[:_NEAR]


@lru_cache(_COMPARED)
def beside(code: str, side: Side | None, catalog: CatalogView) -> tuple[str, ...]:
    """Codes of the same category to compare with, the nearest in form first.

    Next to the code stand those that differ in the last place only, which is mostly the side: the
    reader may have got it wrong. Of the others, those of another side are left out. Beside a code
    with a 7th character stand codes with the same one: the encounter is the same.
    """
    entry = catalog.entry(code)
    seventh = code[-1] if entry and entry.kind == "extension" else ""
    row = code.removesuffix(seventh)[:-1]
    others = [
        other
        for other in catalog.billable_below(code[:3])
        if other != code
        and other.endswith(seventh)
        and (other.removesuffix(seventh)[:-1] == row or _compatible(other, side, catalog))
    ]
    others.sort(key=lambda other: -_shared(code, other))
    return tuple(others[:_NEAR])


def _compatible(code: str, side: Side | None, catalog: CatalogView) -> bool:
    """Whether the code's side is the documented one, where both have one."""
    attributes = catalog.attributes(code)
    return side is None or attributes is None or attributes.side in {None, side}


def _shared(code: str, other: str) -> int:
    """How many characters the codes share from the start."""
    return next((n for n, (a, b) in enumerate(zip(code, other, strict=False)) if a != b), len(code))


def in_turn(lists: list[list[str]]) -> Iterator[str]:
    """The first of each list, then the second of each, and so on."""
    return (code for row in zip_longest(*lists) for code in row if code is not None)
