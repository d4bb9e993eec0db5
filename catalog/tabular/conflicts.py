"""What the Excludes notes say of two codes, headers among them."""

from __future__ import annotations

from typing import NamedTuple

from catalog.codes import canonical, compact
from catalog.entries import Note
from catalog.lookup import CatalogView

#: Excludes1 forbids the pair; Excludes2 says that one is not part of the other.
KINDS = ("excludes1", "excludes2")


class Exclusion(NamedTuple):
    """A note that keeps codes apart: those that stand under it, and those that it names.

    `whole`: it holds for every billable code at or below the two that were asked for.
    """

    note: Note
    codes: tuple[str, ...]
    excluded: tuple[str, ...]
    whole: bool


class Comparison(NamedTuple):
    """Two codes and every Excludes note between them; `nested` when one lies below the other."""

    first: str
    second: str
    nested: bool
    exclusions: tuple[Exclusion, ...]

    def of_kind(self, kind: str) -> tuple[Exclusion, ...]:
        """The exclusions by notes of one kind."""
        return tuple(found for found in self.exclusions if found.note.kind == kind)


def compare(view: CatalogView, first: str, second: str) -> Comparison:
    """Every Excludes note between two codes, own and inherited, from either side.

    A header stands for the billable codes below it; a note may then hold for some of them only.
    A code is not compared with its own header: they are not two conditions.
    """
    first, second = canonical(first), canonical(second)
    one, other = compact(first), compact(second)
    if one.startswith(other) or other.startswith(one):
        return Comparison(first, second, True, ())
    ours, theirs = _codes(view, first), _codes(view, second)
    found = [
        exclusion
        for kind in KINDS
        for carrying, named in ((ours, theirs), (theirs, ours))
        for exclusion in _between(view, kind, carrying, named)
    ]
    return Comparison(first, second, False, tuple(found))


def _codes(view: CatalogView, code: str) -> tuple[str, ...]:
    return (code,) if view.is_billable(code) else view.billable_below(code) or (code,)


def _between(
    view: CatalogView, kind: str, carrying: tuple[str, ...], named: tuple[str, ...]
) -> list[Exclusion]:
    release = view.tabular_list
    excluded: dict[int, list[str]] = {}
    for code in named:
        for number in release.sides(code, kind).named:
            excluded.setdefault(number, []).append(code)
    by_note: dict[Note, tuple[set[str], set[str]]] = {}
    for code in carrying:
        for number in sorted(release.sides(code, kind).carried & excluded.keys()):
            note = release.exclusions(kind).reference(number).note
            codes, others = by_note.setdefault(note, (set(), set()))
            codes.add(code)
            others.update(excluded[number])
    return [
        Exclusion(
            note,
            tuple(sorted(codes)),
            tuple(sorted(others)),
            len(codes) == len(carrying) and len(others) == len(named),
        )
        for note, (codes, others) in by_note.items()
    ]
