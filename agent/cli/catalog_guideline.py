"""`chartaudit catalog guideline`: the Official Guidelines that were added, by section or words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.light import Command
from agent.cli.options import Format, On, Output, day_or_today
from agent.cli.output import entry_line, say, say_json
from agent.errors import UsageError

if TYPE_CHECKING:
    from catalog.guidelines.book import GuidelineBook
    from catalog.guidelines.sections import Section


def guideline(
    section: Annotated[
        str, typer.Argument(metavar="SECTION", help="Such as I.B.13; without one, all of them.")
    ] = "",
    words: Annotated[
        str | None,
        typer.Option("--search", metavar="WORDS", help="List the sections that hold these words."),
    ] = None,
    on: On = None,
    output: Output = Format.TABLE,
) -> None:
    """Print a section of the Official Guidelines from the copy that you added; list those below it.

    The edition in force on the date answers, else the nearest at hand, and that is said.

    \b
    Examples:
      chartaudit catalog guideline I.C.13.b
      chartaudit catalog guideline --search "uncertain diagnosis"
      chartaudit catalog guideline --on 2025-04-01
    """
    from catalog import Catalog
    from catalog.library.parts import REMEDY

    if section and words is not None:
        raise typer.BadParameter("give a section, or --search, not both", param_hint="SECTION")
    day = day_or_today(on)
    with Catalog.open() as catalog:
        book = catalog.guidelines_on(day)
        if book is None:
            raise UsageError(f"no Official Guidelines are at hand; add them with: {REMEDY}")
        if words is not None:
            _search(book, words, output)
        elif section:
            _print_section(book, _found(book, section), day, output)
        else:
            _print_sections(book, output)
        if output is Format.TABLE and not book.edition.in_force(day):
            say()
            say(
                f"The {book.edition.edition} edition is the nearest at hand; it is not the one in "
                f"force on {day}."
            )


def _found(book: GuidelineBook, name: str) -> Section:
    found = book.section(name)
    if found is None:
        above = _nearest_above(book, name)
        remedy = f"see: chartaudit catalog guideline{f' {above}' if above else ''}"
        raise UsageError(f"{name}: no such section in the {book.edition.edition} edition; {remedy}")
    return found


def _nearest_above(book: GuidelineBook, name: str) -> str:
    """The section that a name lies in, by its beginning; empty when there is none."""
    from catalog.guidelines.book import section_id

    above = section_id(name).rpartition(".")[0]
    while above and book.section(above) is None:
        above = above.rpartition(".")[0]
    return above


def _print_section(book: GuidelineBook, found: Section, day: date, output: Format) -> None:
    below = book.children(found.id)
    if output is Format.JSON:
        say_json(
            {
                "id": found.id,
                "citation": f"OCG:{found.id}",
                "heading": found.heading,
                "page": found.page,
                "edition": book.edition.edition,
                "in_force": book.edition.in_force(day),
                "text": book.official_text(found.id),
                "subsections": [_record(section) for section in below],
            }
        )
        return
    say(f"{found.id}  {found.heading}")
    say(f"{book.edition.name}, {book.edition.edition}, page {found.page}  OCG:{found.id}")
    for paragraph in found.text.split("\n\n"):
        if paragraph:
            say()
            say(paragraph)
    if below:
        say()
        say("Sections below it")
        _print_lines(below)


def _print_sections(book: GuidelineBook, output: Format) -> None:
    top = [section for one in book.children("") for section in (one, *book.children(one.id))]
    if output is Format.JSON:
        say_json([_record(section) for section in book.sections()])
        return
    say(f"{book.edition.name}, {book.edition.edition}")
    _print_lines(top)


def _search(book: GuidelineBook, words: str, output: Format) -> None:
    hits = book.search(words)
    if output is Format.JSON:
        say_json([_record(hit.section) | {"passage": hit.passage} for hit in hits])
        return
    for hit in hits:
        entry_line(hit.section.id, hit.section.heading, 12, indent="")
        say(" ".join(hit.passage.split()), indent="  ")
    if not hits:
        say("No section holds these words.")


def _print_lines(sections: list[Section] | tuple[Section, ...]) -> None:
    column = max(len(section.id) for section in sections)
    for section in sections:
        entry_line(section.id, section.heading, column)


def _record(section: Section) -> dict[str, object]:
    return {
        "id": section.id,
        "citation": f"OCG:{section.id}",
        "heading": section.heading,
        "page": section.page,
    }


#: The commands of this module, under their names.
GUIDELINE = (Command("guideline", guideline),)
