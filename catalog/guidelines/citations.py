"""Citations of the Official Guidelines: the rulebook's entry beside the official text at hand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from catalog.guidelines.sections import Section, plain
from catalog.library.official import OfficialFileError

if TYPE_CHECKING:
    from catalog.citations import Authority
    from catalog.guidelines.book import GuidelineBook
    from catalog.lookup import CatalogView

#: What an entry's title adds to the official heading, to tell like headings apart.
_ADDED = re.compile(r" \([^()]*\)$")


def resolve_section(view: CatalogView, citation: str, entry: Authority | None) -> Authority | None:
    """The entry with the official text, where the edition in force on the date is at hand.

    A section that the rulebook has no entry for is cited by its official text alone. Text is
    given only where the edition's heading is the entry's: sections are numbered anew at times.
    """
    try:
        book = view.catalog.guidelines_on(view.date)
        section = book.section(citation) if book else None
    except OfficialFileError:
        return entry
    if book is None or section is None or citation != f"OCG:{section.id}":
        return entry
    if entry is None:
        return _official(citation, book, section)
    edition = book.edition
    if not (edition.in_force(view.date) and entry.in_force(view.date)):
        return entry
    if not agrees(entry.title, section.heading):
        return entry
    return replace(entry, official_text=_text(book, section), official_place=_place(book, section))


def agrees(title: str, heading: str) -> bool:
    """Whether a rulebook title is the official heading, or its beginning."""
    official = plain(heading)
    return any(
        official.startswith(plain(said)) and plain(said) for said in (title, _ADDED.sub("", title))
    )


def _official(citation: str, book: GuidelineBook, section: Section) -> Authority:
    from catalog.citations import Authority

    edition = book.edition
    return Authority(
        id=citation,
        authority=edition.name,
        title=section.heading,
        section=section.id,
        text="",
        effective_from=edition.effective_from,
        effective_to=edition.effective_to,
        release=edition.edition,
        source=f"CMS and NCHS, {edition.name}",
        official_text=_text(book, section),
        official_place=_place(book, section),
    )


def _text(book: GuidelineBook, section: Section) -> str:
    """The section's own text; where it has none, that of the sections below with their headings."""
    return section.text or book.official_text(section.id)


def _place(book: GuidelineBook, section: Section) -> str:
    return f"{book.edition.edition}, page {section.page}"
