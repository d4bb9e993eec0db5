"""Codes that name one condition at another side or site, and what a chart says of side and site."""

from __future__ import annotations

import re

from catalog import CatalogView, compact
from catalog.sites import around, find_sites
from evals.seeding.chart import Chart, Diagnosis

_SIDES = re.compile(r"\b(right|left|bilateral(?:ly)?|both)\b", re.IGNORECASE)
_OTHER = {"right": "left", "left": "right"}


def other_side(side: str) -> str:
    """Left for right, and the other way round."""
    return _OTHER[side]


def at_side(view: CatalogView, code: str, side: str) -> str | None:
    """The billable code of the same condition and site at a side, as titles word it; else None.

    `side` is right, left, bilateral or unspecified. Codes of another category do not count.
    """
    own = view.attributes(code)
    if own is None or own.side in {None, side}:
        return None
    found = [
        other
        for other in view.variants(code)
        if (attributes := view.attributes(other)) is not None
        and (attributes.side, attributes.site) == (side, own.site)
        and other[:3] == code[:3]
        and compact(other)[6:] == compact(code)[6:]
    ]
    return found[0] if len(found) == 1 else None


def sides_named(chart: Chart, diagnosis: Diagnosis) -> frozenset[str]:
    """The sides that the sentences of a diagnosis name: right, left, bilateral."""
    named = {
        word.lower() for sentence in chart.sentences(diagnosis) for word in _SIDES.findall(sentence)
    }
    return frozenset(
        "bilateral" if word.startswith(("bilateral", "both")) else word for word in named
    )


def states_side(chart: Chart, diagnosis: Diagnosis, side: str) -> bool:
    """Whether the diagnosis's own sentences name this side and no other."""
    return sides_named(chart, diagnosis) == {side}


def sites_in(text: str) -> frozenset[str]:
    """The body sites named in a text, with those that hold them."""
    named = {found.site for found in find_sites(text)}
    return frozenset(named | {above for site in named for above in around(site)})
