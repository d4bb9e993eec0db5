"""The candidates that the catalog offers for a note, numbered for the model to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from agent.coding.indexed import indexed
from agent.coding.wordings import worded
from agent.context import Assertion, ReadDocument, Side
from catalog import CatalogView

#: Billable codes taken from below one header, and beside one code.
_NEAR = 12
_ABSENT = frozenset({Assertion.NEGATED, Assertion.FAMILY, Assertion.HYPOTHETICAL})


@dataclass(frozen=True, slots=True)
class Offered:
    """A code billable on the date of service, under the number the model knows it by."""

    number: int
    code: str
    title: str


def offer(document: ReadDocument, catalog: CatalogView, most: int) -> tuple[Offered, ...]:
    """At most `most` billable candidates for the note, in code order, numbered from 1.

    Each mention has its turn before any has a second, so that a long list for one condition does
    not crowd out another; conditions read as absent come after those read as present. Codes that
    differ only in side, site or encounter stand beside each other in code order, which is how a
    coder compares them.
    """
    mentions = sorted(document.mentions, key=lambda m: m.assertion in _ABSENT)
    named = dict.fromkeys((m.candidates, m.side) for m in mentions if m.candidates)
    read = [(list(billable(codes, catalog)), side) for codes, side in named]
    beside = [list(_beside(codes[0], side, catalog)) if codes else [] for codes, side in read]
    words = in_turn([list(indexed(document, catalog)), list(worded(document, catalog))])
    ranked = chain(in_turn([codes for codes, _ in read]), in_turn(beside), words)
    chosen = islice((c for c in dict.fromkeys(ranked) if catalog.title(c)), most)
    return tuple(
        Offered(number, code, catalog.title(code))
        for number, code in enumerate(sorted(chosen), start=1)
    )


def billable(codes: Iterable[str], catalog: CatalogView) -> Iterator[str]:
    """The codes, a header standing for the billable codes below it."""
    for code in codes:
        if catalog.is_billable(code):
            yield code
        else:
            yield from catalog.billable_below(code)[:_NEAR]


def _beside(code: str, side: Side | None, catalog: CatalogView) -> Iterator[str]:
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
    return iter(others[:_NEAR])


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
