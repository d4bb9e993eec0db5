"""Series and ranges in reference texts: what has changed within, and which sites lie outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from catalog.codes import canonical, compact
from catalog.references.check import Remark, RemarkKind, named
from catalog.references.mentions import Mention, Shape
from catalog.sites import find_sites, sites, within

if TYPE_CHECKING:
    from catalog.lookup import CatalogView


def remark_on(
    text: str,
    mention: Mention,
    kind: RemarkKind,
    says: str,
    title: str,
    corrections: tuple[str, ...],
    message: str,
) -> Remark:
    """A remark at a mention."""
    written = text[mention.start : mention.end]
    return Remark(mention.start, mention.end, written, kind, says, title, corrections, message)


def is_listed(code: str, mentions: Sequence[Mention]) -> bool:
    """Whether the text names a code, alone or in a range of full codes; a series is not enough."""
    return any(
        code == m.codes[0] if m.shape is Shape.CODE else m.codes[0] <= code <= m.codes[1]
        for m in mentions
        if m.shape is Shape.CODE or (m.shape is Shape.RANGE and len(m.codes[0]) > 6)
    )


def changed_series(text: str, mentions: Sequence[Mention], view: CatalogView) -> Iterator[Remark]:
    """A series offered as an entry, within which codes have become headers that nobody names."""
    for mention in mentions:
        if mention.shape is not Shape.SERIES or not mention.entry:
            continue
        stem = mention.codes[0]
        changed = [
            status
            for code in _once_billable(view, stem)
            if (status := view.status(code)).state == "header"
            and not any(is_listed(c, mentions) for c in status.replacements)
        ]
        if not changed:
            continue
        details = "; ".join(
            f"{s.code} is a header, billable until {s.valid_to}, now {named(s.replacements)}"
            for s in changed
        )
        corrections = tuple(c for s in changed for c in s.replacements)
        message = f"Codes of {stem} have been divided: {details}."
        kind = RemarkKind.SERIES_CHANGED
        title = view.title(stem)
        yield remark_on(text, mention, kind, mention.says, title, corrections, message)


def _once_billable(view: CatalogView, stem: str) -> tuple[str, ...]:
    bare, day = compact(stem), view.date.isoformat()
    rows = view.catalog.query(
        "SELECT DISTINCT code FROM validity WHERE code >= ? AND code < ? AND end < ? ORDER BY code",
        bare,
        bare + "~",
        day,
    )
    return tuple(canonical(code) for (code,) in rows)


_CHOSEN_FROM = re.compile(
    r"\b(?:codes? (?:\w+ ){0,3}?(?:from|in|under|within)|belongs? (?:to|in|under)|"
    r"falls? (?:\w+ )?(?:under|in|into|within)|coded (?:to|in|under|within|from)|"
    r"found in|covered by)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def sites_outside_series(
    text: str, mentions: Sequence[Mention], view: CatalogView
) -> Iterator[Remark]:
    """A series from which codes are to be chosen, beside sites whose codes lie elsewhere.

    A statement that names no site speaks for the whole text: then the sites are those at which
    the text places the condition of the series.
    """
    for mention in mentions:
        if mention.shape is Shape.CODE and not mention.group:
            continue
        if not _CHOSEN_FROM.search(text, mention.sentence[0], mention.start):
            continue
        inside = _members(view, mention)
        conditions = {
            found.frame
            for code in inside
            if (found := view.attributes(code)) is not None
            and found.site
            and " " not in found.frame
        } - {""}
        for condition in sorted(conditions):
            own = text[mention.sentence[0] : mention.start]
            places = _places(own, condition) or _places(text, condition)
            outside = _elsewhere(view, places, condition, inside, mentions)
            if not outside:
                continue
            kind = RemarkKind.SITE_OUTSIDE_SERIES
            corrections = tuple(c for codes in outside.values() for c in codes)
            told = "; ".join(f"{site}: {named(codes)}" for site, codes in outside.items())
            written = text[mention.start : mention.end]
            message = f"{written} has no code for {condition} at these sites: {told}."
            says = ", ".join(outside)
            title = view.title(mention.codes[0])
            yield remark_on(text, mention, kind, says, title, corrections, message)


def _members(view: CatalogView, mention: Mention) -> frozenset[str]:
    first, last = mention.codes[0], mention.codes[-1]
    if mention.shape is not Shape.RANGE:
        return frozenset(view.billable_below(first))
    rows = view.catalog.query(
        "SELECT DISTINCT code FROM validity WHERE code >= ? AND code < ?",
        compact(first),
        compact(last) + "~",
    )
    return frozenset(c for (row,) in rows if view.is_billable(c := canonical(row)))


def _places(text: str, condition: str) -> tuple[str, ...]:
    """The sites at which a text places a condition: `pain in the hip or knee`, `knee pain`."""
    site = sites().pattern.pattern
    listed = rf"(?:(?:right|left)\s+)?{site}(?:(?:,\s*|\s+)(?:(?:and|or)\s+)?(?:the\s+)?{site})*"
    word = re.escape(condition)
    pattern = re.compile(
        rf"(?<!\w){word}\s+(?:(?:is|are)\s+)?(?:located\s+)?(?:in|of|at)\s+(?:the\s+)?({listed})"
        rf"|({listed})\s+{word}(?!\w)",
        re.IGNORECASE,
    )
    found = (m.group(1) or m.group(2) for m in pattern.finditer(text))
    return tuple(dict.fromkeys(site.site for each in found for site in find_sites(each)))


def _elsewhere(
    view: CatalogView,
    places: Sequence[str],
    condition: str,
    inside: frozenset[str],
    mentions: Sequence[Mention],
) -> dict[str, tuple[str, ...]]:
    """The codes of the condition at each site that has none in the series nor named in the text."""
    found: dict[str, tuple[str, ...]] = {}
    for place in places:
        codes = codes_at(view, condition, place)
        if codes and not any(c in inside or is_listed(c, mentions) for c in codes):
            found[place] = codes
    return found


def codes_at(view: CatalogView, frame: str, place: str) -> tuple[str, ...]:
    """Codes of a frame at a site, or at a combined site that holds it (ankle and foot)."""
    exact: list[str] = []
    combined: list[str] = []
    for code in view.of_frame(frame):
        found = view.attributes(code)
        if found is None or found.site is None:
            continue
        if found.site == place:
            exact.append(code)
        elif " and " in found.site and within(place, found.site):
            combined.append(code)
    return tuple(exact or combined)
