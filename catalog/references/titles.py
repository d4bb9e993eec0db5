"""Does a description beside a code agree with the code's official title?

Short and informal descriptions agree. A description disagrees when it says another side or site,
or when it is a known name of another condition.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from catalog.sites import find_sites, within
from catalog.tabular.attributes import parse_title
from catalog.words import reader

if TYPE_CHECKING:
    from catalog.entries import Note
    from catalog.lookup import Catalog, CatalogView
    from catalog.terms import Terms

_SIDES = re.compile(r"\b(right|left|bilateral|rt|lt|both)\b", re.IGNORECASE)
_SIDE_NAMES = {"rt": "right", "lt": "left", "both": "bilateral"}
_LOOSE = re.compile(r"\b(?:low(?:er)? )?back\b", re.IGNORECASE)
#: Ranks of catalog.terms by which a phrase surely names a code (our lexicon, the wording itself).
_FIRM = frozenset({0, 2})
#: A wording that leaves something open names a code too, where nothing else fits.
_OPEN = _FIRM | {1}


class Disagreement(NamedTuple):
    """What in the description is not the code's, and the codes that it describes."""

    what: str
    described: tuple[str, ...]


def disagreement(view: CatalogView, code: str, says: str, *, prose: bool) -> Disagreement | None:
    """How a description contradicts the official title; None when it agrees or cannot be judged.

    In prose only sides and sites are compared: what stands there need not be a title.
    """
    title = view.title(code)
    if not title or not re.search(r"[a-z]", says):
        return None
    described = codes_described(view, says)
    if code in described:
        return None
    described = tuple(c for c in described if c != code)
    described = described or _variants_described(view, code, says)
    side = _side_conflict(view, code, says)
    if side is not None:
        return Disagreement(side, described)
    site = _site_conflict(view, code, says)
    if site is not None and described:
        return Disagreement(site, described)
    if prose:
        return None
    others = _named(view, code, says)
    return Disagreement("condition", others) if others else None


def codes_described(view: CatalogView, says: str) -> tuple[str, ...]:
    """Codes billable on the date whose titles have the description's frame, side and site."""
    plain = re.sub(r"\s*\([^)]*\)", "", says)
    wanted = parse_title(plain)
    if wanted.site is None or not wanted.frame:
        return ()
    same = [
        (code, found)
        for code in view.of_frame(wanted.frame)
        if (found := view.attributes(code)) is not None and found.site == wanted.site
    ]
    exact = tuple(code for code, found in same if found.side == wanted.side)
    return exact or (tuple(code for code, _ in same) if wanted.side is None else ())


def _variants_described(view: CatalogView, code: str, says: str) -> tuple[str, ...]:
    """Codes of the same condition at the side and site that the description names."""
    own = view.attributes(code)
    if own is None:
        return ()
    named = sides(says)
    site = parse_title(says).site or own.site
    return tuple(
        other
        for other in view.variants(code)
        if other != code
        and (found := view.attributes(other)) is not None
        and found.site == site
        and (found.side in named or not named)
    )


def sides(text: str) -> frozenset[str]:
    """The sides a text names: right, left, bilateral."""
    named = (match.group(1).lower() for match in _SIDES.finditer(text))
    return frozenset(_SIDE_NAMES.get(side, side) for side in named)


def _side_conflict(view: CatalogView, code: str, says: str) -> str | None:
    found = view.attributes(code)
    if found is None or found.side is None:
        return None
    named = sides(says)
    if found.side in {"right", "left", "bilateral"}:
        if named and found.side not in named and named != {"right", "left"}:
            return "side"
        opened = parse_title(says).side == "unspecified" or "unspecified side" in says.lower()
        return "side" if opened and not named else None
    return "side" if len(named) == 1 else None


def _site_conflict(view: CatalogView, code: str, says: str) -> str | None:
    title = view.title(code)
    own = {site.site for site in find_sites(title)}
    named = find_sites(says)
    if not own or not named:
        return None
    words = " ".join([title, *(note.text for note in _terms_of(view, code))])
    own |= {site.site for site in find_sites(words)}
    for site in named:
        surface = says[site.start : site.end].lower()
        if surface in words.lower():
            return None
        if any(within(site.site, mine) or within(mine, site.site) for mine in own):
            return None
        if _LOOSE.fullmatch(surface) and any(within(mine, "back") for mine in own):
            return None
    return "site"


def _terms_of(view: CatalogView, code: str) -> tuple[Note, ...]:
    return view.notes(code, "inclusionTerm", inherited=False)


def overlap(view: CatalogView, code: str, says: str) -> frozenset[str]:
    """The content words that a description shares with the code's title, terms and parents."""
    return _content(says) & _words_of(view, code)


def _words_of(view: CatalogView, code: str) -> frozenset[str]:
    own = [view.title(code), *(note.text for note in _terms_of(view, code))]
    above = [e.title for e in view.ancestors(code) if e.kind not in {"chapter", "block"}]
    return frozenset().union(*(_content(text) for text in (*own, *above)))


def _content(text: str) -> frozenset[str]:
    return reader().key(text)


def _named(view: CatalogView, code: str, says: str) -> tuple[str, ...]:
    """Codes of another condition that the description is a known name of; none when it fits."""
    plain = re.sub(r"\s*\([^)]*\)", "", says)
    if _content(plain) <= _words_of(view, code):
        return ()
    found = _terms(view.catalog).lookup(plain)
    if any(_related(term.code, code) for term in found):
        return ()
    ranks = _FIRM if overlap(view, code, says) else _OPEN
    firm = tuple(term.code for term in found if term.rank in ranks)
    near = any(term.code[:3] == code[:3] for term in found)
    if not firm or (near and not any(c[:3] == code[:3] for c in firm)):
        return ()
    billable = tuple(c for c in firm if view.is_billable(c))
    return billable or tuple(dict.fromkeys(b for c in firm for b in view.billable_below(c)))


def _related(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@lru_cache(maxsize=1)
def _terms(catalog: Catalog) -> Terms:
    from catalog.terms import load

    return load(catalog)
