"""How entries of the Index and rows of the tables are printed: codes with titles, completed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from agent.cli.output import entry_line, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from catalog import CatalogView
    from catalog.index.entries import IndexEntry
    from catalog.index.lookup import AlphabeticIndex
    from catalog.library.installed import Installed

_STEM = 6
#: Codes of one stem from which on they are told by their 7th characters.
_TOGETHER = 3
_MOST_CODES = 24
#: Subterms printed without `--all`.
MOST_SUBTERMS = 24
_SIDES = ("bilateral", "left", "right")


def print_codes(
    view: CatalogView, codes: Sequence[str], words: Iterable[str] = (), *, every: bool = False
) -> None:
    """Billable codes with their titles; those of one stem with their 7th characters.

    Where the words name a side, the codes of another side are left out.
    """
    lines = list(_lines(view, _of_side(view, codes, words)))
    shown = lines if every else lines[:_MOST_CODES]
    column = max((len(code) for code, _ in shown), default=0)
    for code, title in shown:
        entry_line(code, title, column, "    ")
    if len(lines) > len(shown):
        say(f"and {len(lines) - len(shown)} more; see --all", "    ")


def _of_side(view: CatalogView, codes: Sequence[str], words: Iterable[str]) -> Sequence[str]:
    sides = [side for side in _SIDES if side in words]
    kept = [c for c in codes if any(side in view.title(c).lower().split() for side in sides)]
    return kept or codes


def _lines(view: CatalogView, codes: Sequence[str]) -> Iterable[tuple[str, str]]:
    for stem, grouped in groupby(codes, key=lambda code: code[: _STEM + 1]):
        together = list(grouped)
        if len(together) < _TOGETHER or len(together[0]) <= _STEM + 1:
            yield from ((code, view.title(code)) for code in together)
            continue
        sevenths = ", ".join(code[-1] for code in together)
        title = view.title(stem) or view.title(stem.rstrip("X").rstrip("."))
        yield f"{stem}-", f"{title}; 7th character {sevenths}"


def print_subterms(index: AlphabeticIndex, path: tuple[str, ...], *, every: bool) -> None:
    """The subterms below an entry as the book has them, those below `with` or `due to` too."""
    lines = list(_subterms(index, path))
    if not lines:
        return
    say("Subterms", "  ")
    shown = lines if every else lines[:MOST_SUBTERMS]
    for indent, entry in shown:
        term = f"- {entry.path[-1]} {entry.nonessential}".rstrip()
        say(f"{term}  {leads_to(entry)}".rstrip(), "    " + indent, "      " + indent)
    if len(lines) > len(shown):
        say(f"and {len(lines) - len(shown)} more; see --all", "    ")


def _subterms(index: AlphabeticIndex, path: tuple[str, ...]) -> Iterable[tuple[str, IndexEntry]]:
    for entry in index.subterms(path):
        yield "", entry
        if entry.printed_code is None and entry.see is None:
            for below in index.subterms(entry.path):
                yield "  ", below


def leads_to(entry: IndexEntry) -> str:
    """What stands behind an entry in the book: code, `see`, `see also`."""
    parts = [entry.printed_code or ""]
    if entry.see:
        parts.append(f"see {entry.see}")
    if entry.see_also:
        parts.append(f"see also {entry.see_also}")
    return "; ".join(part for part in parts if part)


def subterm_records(index: AlphabeticIndex, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """The subterms directly below an entry, as JSON has them."""
    return [
        {
            "term": entry.path[-1],
            "nonessential": entry.nonessential,
            "code": entry.code,
            "manifestation": entry.manifestation,
            "see": entry.see,
            "see_also": entry.see_also,
        }
        for entry in index.subterms(path)
    ]


def code_records(view: CatalogView, codes: Sequence[str]) -> list[dict[str, str]]:
    """Codes with their titles, as JSON has them."""
    return [{"code": code, "title": view.title(code)} for code in codes]


def release_record(release: Installed, day: date) -> dict[str, Any]:
    """Which release answered, as JSON has it."""
    return {"release": release.name, "in_force": release.in_force(day)}


def print_release(release: Installed, day: date) -> None:
    """A sentence where the release that answered is not the one in force."""
    if not release.in_force(day):
        say()
        say(f"{release.name} is the nearest at hand; it is not the one in force on {day}.")
