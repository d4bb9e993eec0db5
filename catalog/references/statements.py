"""What a reference text says of codes beyond their titles: sides, series, sites, notes.

Each check speaks only where the text commits itself: a condition ("when the side is unknown"), a
contrast ("confusing A with B"), a note named at a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from catalog.references.check import Remark, RemarkKind, named
from catalog.references.mentions import Mention, Shape
from catalog.references.series import (
    changed_series,
    codes_at,
    is_listed,
    remark_on,
    sites_outside_series,
)
from catalog.sites import SiteFound, find_sites, within

if TYPE_CHECKING:
    from catalog.lookup import CatalogView

_SIDED = frozenset({"right", "left", "bilateral"})


def check_statements(text: str, mentions: Sequence[Mention], view: CatalogView) -> Iterator[Remark]:
    """Remarks on statements about the mentioned codes."""
    yield from _sides_not_offered(text, mentions, view)
    yield from _no_side_axis(text, mentions, view)
    yield from changed_series(text, mentions, view)
    yield from sites_outside_series(text, mentions, view)
    yield from _contrasts(text, mentions, view)
    yield from _absent_notes(text, mentions, view)


def _full_codes(mentions: Sequence[Mention], view: CatalogView) -> list[Mention]:
    return [m for m in mentions if m.shape is Shape.CODE and view.is_billable(m.codes[0])]


def _sides_not_offered(
    text: str, mentions: Sequence[Mention], view: CatalogView
) -> Iterator[Remark]:
    """A code that leaves the side open, in a text that names none of the codes with a side."""
    told: set[str] = set()
    for mention in _full_codes(mentions, view):
        code = mention.codes[0]
        found = view.attributes(code)
        if code in told or found is None or found.side != "unspecified":
            continue
        told.add(code)
        sided = _sided(view, code)
        if sided and not any(is_listed(c, mentions) for c in sided):
            message = (
                f"{code} leaves the side open, and the text names no code with a side: "
                f"{named(sided)}."
            )
            kind = RemarkKind.SIDE_NOT_OFFERED
            yield remark_on(text, mention, kind, mention.says, view.title(code), sided, message)


def _sided(view: CatalogView, code: str) -> tuple[str, ...]:
    """Billable codes of the same condition and site that say a side; none unless both sides do.

    Right heart failure has a code and left heart failure another name: there is no axis of sides.
    """
    own = view.attributes(code)
    sides = {
        other: found.side
        for other in view.variants(code)
        if own is not None
        and (found := view.attributes(other)) is not None
        and found.site == own.site
        and found.side in _SIDED
    }
    return tuple(sides) if {"right", "left"} <= set(sides.values()) else ()


_SIDE_MISSING = re.compile(
    r"\b(?:when|if|where|unless|whenever)\b[^.;\n]{0,200}?"
    r"\b(?:lack(?:s|ing)?|without|missing|omits?)\s+"
    r"(?:(?!(?:whether|checking|verifying|considering|confirming)\b)[\w,/]+\s+){0,7}?"
    r"(?:side|sidedness|laterality)\b(?![-‐‑]|\s+effect)",
    re.IGNORECASE,
)


def _no_side_axis(text: str, mentions: Sequence[Mention], view: CatalogView) -> Iterator[Remark]:
    """A code given for when the side is missing, though no code of its condition has a side."""
    full = _full_codes(mentions, view)
    for statement in _SIDE_MISSING.finditer(text):
        line_end = text.find("\n", statement.end())
        line_end = line_end if line_end >= 0 else len(text)
        subject = next((m for m in full if statement.end() <= m.start < line_end), None)
        if subject is None:
            subject = next((m for m in full if statement.start() <= m.start < line_end), None)
        if subject is None:
            subject = next(
                (m for m in full if m.sentence[0] <= statement.start() < m.sentence[1]), None
            )
        if subject is None or _has_side_axis(view, subject.codes[0]):
            continue
        code = subject.codes[0]
        parent = view.ancestors(code)[0].code
        message = (
            f"{code} is not chosen for want of a side: no code of {parent} has a side, "
            "so documenting it changes nothing here."
        )
        says = statement.group()
        kind = RemarkKind.NO_SIDE_AXIS
        yield remark_on(text, subject, kind, says, view.title(code), (), message)


def _has_side_axis(view: CatalogView, code: str) -> bool:
    near = {code, *(entry.code for entry in view.siblings(code)), *view.variants(code)}
    own = view.attributes(code)
    for other in near:
        found = view.attributes(other)
        if found is None or found.side is None:
            continue
        if own is None or found.site == own.site or other[:-1] == code[:-1]:
            return True
    return False


_CONTRAST = re.compile(r"\b(?:confus\w+|mix\w* up|mistak\w+)\b", re.IGNORECASE)


def _contrasts(text: str, mentions: Sequence[Mention], view: CatalogView) -> Iterator[Remark]:
    """A contrast of two codes that brings in a site which is neither's, but a third code's."""
    full = _full_codes(mentions, view)
    for second, first in zip(full[1:], full, strict=False):
        if first.start < second.sentence[0] or first.codes == second.codes:
            continue
        start, end = second.sentence
        if not _CONTRAST.search(text, start, first.start):
            continue
        titles = " ".join(view.title(m.codes[0]) for m in (first, second))
        for site in find_sites(text[second.end : end]):
            if _is_named(site, text[second.end : end], titles):
                continue
            frame = view.attributes(second.codes[0])
            third = codes_at(view, frame.frame, site.site) if frame and frame.frame else ()
            if not third or any(is_listed(c, mentions) for c in third):
                continue
            code = second.codes[0]
            surface = text[second.end + site.start : second.end + site.end]
            message = (
                f"Neither {first.codes[0]} nor {code} is for this site; {site.site} is "
                f"{named(third)}. The official title of {code} is {view.title(code)}."
            )
            kind = RemarkKind.SITE_OF_ANOTHER_CODE
            yield remark_on(text, second, kind, surface, view.title(code), third, message)


def _is_named(site: SiteFound, text: str, titles: str) -> bool:
    surface = text[site.start : site.end].lower()
    return surface in titles.lower() or any(
        within(site.site, own.site) or within(own.site, site.site) for own in find_sites(titles)
    )


_NOTES_AT = re.compile(
    r"\b(?P<kinds>Excludes\s?[12](?:(?:\s*(?:,|/|and|or|&)\s*)+(?:Excludes\s?)?[12])?)\s+"
    r"(?:\w+\s+)?(?:at|under|of|for|on)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _absent_notes(text: str, mentions: Sequence[Mention], view: CatalogView) -> Iterator[Remark]:
    """Excludes notes said to stand at a code which has none, nor inherits one from its category."""
    for mention in mentions:
        stated = _NOTES_AT.search(text, mention.sentence[0], mention.start)
        code = mention.codes[0]
        entry = view.entry(code)
        if stated is None or entry is None or mention.shape is Shape.RANGE:
            continue
        if text[slice(*mention.sentence)].rstrip().endswith("?"):
            continue
        kinds = tuple(f"excludes{n}" for n in "12" if n in stated["kinds"])
        owners = {
            code,
            *(e.code for e in view.ancestors(code) if e.kind not in {"chapter", "block"}),
        }
        present = {n.kind for n in view.notes(code) if n.owner in owners}
        absent = [kind for kind in kinds if kind not in present]
        if not absent:
            continue
        own = view.notes(code, "notes", inherited=False)
        has = f" It has a note of its own: {own[0].citation}." if own else ""
        missing = " or ".join(kind.capitalize() for kind in absent)
        message = f"{code} has no {missing} note in {view.tabular_list.release.name}.{has}"
        kind = RemarkKind.NOTE_ABSENT
        yield remark_on(text, mention, kind, stated["kinds"], entry.title, (), message)
