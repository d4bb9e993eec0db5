"""Which codes name one condition on the right, the left, both sides, or a side left open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from catalog import CatalogView

_WORD = re.compile(r"[a-z0-9]+")
_SIDE = re.compile(r"\b(right|left|bilateral)\b")
#: Words in which the titles of one condition differ only because the side does.
_OF_SIDE = frozenset(
    ("right", "left", "bilateral", "unilateral", "unspecified", "side", "of", "the", "in", "and")
)
_SIDED = frozenset(("right", "left"))
#: Length of a category, under whose neighbours no sides are told.
_CATEGORY = 3

_axes: WeakKeyDictionary[CatalogView, dict[str, dict[str, str]]] = WeakKeyDictionary()


def side_axis(view: CatalogView, code: str) -> dict[str, str]:
    """Codes of the condition by side: `right` and `left`, perhaps `bilateral` and `unspecified`.

    Empty when the classification does not give the condition a right and a left code. Neighbours
    under one heading count, with equal 7th character; a bilateral code may stand apart (M17.0).

    >>> side_axis(view, "M79.606")
    {'right': 'M79.604', 'left': 'M79.605', 'unspecified': 'M79.606'}
    """
    known = _axes.setdefault(view, {})
    if code not in known:
        known[code] = _find_axis(view, code)
    return known[code]


def side_of(view: CatalogView, code: str) -> str | None:
    """The side that a code states (`unspecified` when it leaves it open); None without an axis."""
    return next((side for side, other in side_axis(view, code).items() if other == code), None)


def _find_axis(view: CatalogView, code: str) -> dict[str, str]:
    found = _by_side(view, code, _neighbours(view, code))
    if not found.keys() >= _SIDED:
        found = _by_side(view, code, _cousins(view, code))
    if not found.keys() >= _SIDED:
        return _axis_of_bilateral(view, code)
    if "bilateral" not in found:
        found.update(_bilateral_apart(view, found["right"]))
    return {s: found[s] for s in ("right", "left", "bilateral", "unspecified") if s in found}


def _by_side(view: CatalogView, code: str, others: Iterable[str]) -> dict[str, str]:
    """Those of the others that name the condition of the code, by the side that they state."""
    wanted = _plain(view.title(code))
    found: dict[str, str] = {}
    for other in others:
        title = view.title(other).lower()
        stated = set(_SIDE.findall(title))
        plain = _plain(title)
        if len(stated) > 1 or not (plain == wanted or _shortened(plain, wanted, stated)):
            continue
        found.setdefault(stated.pop() if stated else "unspecified", other)
    return found


def _cousins(view: CatalogView, code: str) -> Iterator[str]:
    """Billable codes under the neighbours of the code's heading, with the same last character.

    Where a last character tells the degree, the one before it tells the side: L97.512, L97.522.
    """
    entry = view.entry(code)
    heading = view.entry(entry.parent) if entry is not None and entry.parent else None
    if entry is None or entry.kind == "extension" or heading is None or heading.parent is None:
        return
    if len(heading.code) <= _CATEGORY:
        return
    for aunt in view.children(heading.parent):
        for cousin in view.children(aunt.code):
            if cousin.code[-1] == code[-1] and view.is_billable(cousin.code):
                yield cousin.code


def _neighbours(view: CatalogView, code: str) -> Iterator[str]:
    """Billable codes under the same heading, extensions with the same 7th character."""
    entry = view.entry(code)
    if entry is None or entry.parent is None:
        return
    if entry.kind != "extension":
        yield from (c.code for c in view.children(entry.parent) if view.is_billable(c.code))
        return
    stem = view.entry(entry.parent)
    for sibling in view.children(stem.parent) if stem is not None and stem.parent else ():
        for extension in view.children(sibling.code):
            if extension.code[-1] == code[-1] and view.is_billable(extension.code):
                yield extension.code


def _bilateral_apart(view: CatalogView, right: str) -> dict[str, str]:
    """The bilateral code of the same category that does not stand beside the sided ones."""
    sided = view.attributes(right)
    for other in view.variants(right):
        attributes = view.attributes(other)
        if (
            sided is not None
            and attributes is not None
            and attributes.side == "bilateral"
            and attributes.site == sided.site
            and other[:3] == right[:3]
            and len(other) <= len(right)
        ):
            return {"bilateral": other}
    return {}


def _axis_of_bilateral(view: CatalogView, code: str) -> dict[str, str]:
    """The axis of a bilateral code that stands apart, or whose title leaves the organ out."""
    if _stated(view, code) != {"bilateral"}:
        return {}
    for other in (*_neighbours(view, code), *view.variants(code)):
        if _stated(view, other) == {"right"}:
            axis = side_axis(view, other)
            if axis.get("bilateral") == code:
                return axis
    return {}


def _stated(view: CatalogView, code: str) -> set[str]:
    return set(_SIDE.findall(view.title(code).lower()))


def _shortened(plain: tuple[str, ...], wanted: tuple[str, ...], stated: set[str]) -> bool:
    """Whether a bilateral title only leaves out the organ: "right eye", but "bilateral"."""
    return (
        stated == {"bilateral"} and plain == wanted[: len(plain)] and len(wanted) - len(plain) == 1
    )


def _plain(title: str) -> tuple[str, ...]:
    """The words of a title that do not depend on the side, without plural endings."""
    words = _WORD.findall(title.lower())
    return tuple(w[:-1] if w.endswith("s") else w for w in words if w not in _OF_SIDE)
