"""What a title says besides the condition: side, site, and whether it leaves them open.

The rest of the title is the `frame`. Codes of equal frame name the same condition at another side
or site: M79.651 (pain, right thigh), M79.661 (pain, right lower leg), M25.561 (pain, right knee).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_SIDE = re.compile(r"\b(right|left|bilateral|unilateral)\b(?:\s+sides?\b)?", re.IGNORECASE)
_OPEN = re.compile(
    r"\bunspecified\s+@|@\s*,?\s*unspecified(?:\s+side)?|,?\s*unspecified\s+side|,\s*unspecified$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_STOP = frozenset(
    (
        "of",
        "in",
        "the",
        "and",
        "or",
        "a",
        "an",
        "to",
        "at",
        "by",
        "for",
        "on",
        "due",
        "nos",
        "joint",
        "joints",
    )
)


class Attributes(NamedTuple):
    """A title taken apart.

    `side` is right, left, bilateral, unspecified (an axis left open) or None (no such axis).
    `site` is a canonical name of `catalog/lexicon/sites.yaml` or None. `unspecified` says that the
    title leaves side, site or anything else open.
    """

    side: str | None
    site: str | None
    unspecified: bool
    frame: str


def parse_title(title: str) -> Attributes:
    """Take one title apart, without looking at its neighbours.

    >>> parse_title("Pain in right thigh")
    Attributes(side='right', site='thigh', unspecified=False, frame='pain')
    """
    from catalog.sites import find_sites  # needed to compile a release, not to look a code up

    sides = {match.group(1).lower() for match in _SIDE.finditer(title)} - {"unilateral"}
    plain = " ".join(_SIDE.sub(" ", title).split())
    found = find_sites(plain)
    names = {site.site for site in found}
    site = names.pop() if len(names) == 1 else None
    if site is not None:
        for place in reversed(found):
            plain = f"{plain[: place.start]}@{plain[place.end :]}"
    frame_text, opened = _OPEN.subn("@", plain)
    words = {w for w in _WORD.findall(frame_text.lower()) if w not in _STOP}
    side = sides.pop() if len(sides) == 1 else None
    if opened and side is None:
        side = "unspecified"
    return Attributes(side, site, "unspecified" in title.lower(), " ".join(sorted(words)))


def attributes_of(titles: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Attributes]]:
    """Attributes of (code, title) pairs; a side left open counts only where sides exist.

    `Pain in unspecified limb` has no sided neighbour, so its side is None, not unspecified.
    """
    parsed = [(code, parse_title(title)) for code, title in titles]
    sided = {(a.frame, a.site) for _, a in parsed if a.side in {"right", "left"}}
    for code, found in parsed:
        if found.side == "unspecified" and (found.frame, found.site) not in sided:
            yield code, Attributes(None, found.site, found.unspecified, found.frame)
        else:
            yield code, found
