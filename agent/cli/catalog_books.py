"""`chartaudit catalog index|guideline`: look-ups in the added releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.light import Command
from agent.cli.options import Format, On, Output, day_or_today
from agent.cli.output import entry_line, say, say_json
from agent.errors import UsageError

if TYPE_CHECKING:
    from catalog.index.lookup import IndexMatch


def index(
    words: Annotated[
        list[str], typer.Argument(metavar="TERM", help='Main term, subterms: "pain, low back"')
    ],
    on: On = None,
    output: Output = Format.TABLE,
) -> None:
    """Walk the Alphabetic Index as a coder does: main term, then subterms, references followed.

    Needs an Index: see `chartaudit catalog add`.

    \b
    Examples:
      chartaudit catalog index "pain, low back"
      chartaudit catalog index "diabetes, type 2, with, chronic kidney disease" --format json
    """
    from catalog import Catalog

    day = day_or_today(on)
    with Catalog.open() as catalog:
        book = catalog.index_on(day)
        release = catalog.releases.in_reach("index", day)
        if book is None or release is None:
            raise UsageError(
                "no Alphabetic Index is at hand; add the official file: chartaudit catalog add PATH"
            )
        found = book.lookup(" ".join(words))
    if output is Format.JSON:
        say_json([_match_record(match) for match in found])
        return
    for match in found:
        leads = match.entry.printed_code or match.entry.see or match.entry.see_also or ""
        say(", ".join(match.entry.path))
        entry_line(leads, match.citation, 12)
        if match.codes:
            say(f"billable: {', '.join(match.codes)}", "  ")
    if not found:
        say("No main term fits.")
    if not release.in_force(day):
        say(f"{release.name} is the nearest Index at hand; it is not the one in force on {day}.")


def guideline(
    section: Annotated[str, typer.Argument(metavar="SECTION", help="Such as I.B.13.")],
    on: On = None,
    output: Output = Format.TABLE,
) -> None:
    """Print a section of the Official Guidelines from the copy that you added.

    \b
    Example:
      chartaudit catalog guideline I.B.13
    """
    from catalog import Catalog

    day = day_or_today(on)
    with Catalog.open() as catalog:
        book = catalog.guidelines_on(day)
        if book is None:
            raise UsageError(
                "no Official Guidelines are at hand; add the PDF: chartaudit catalog add PATH"
            )
        found = book.section(section)
        if found is None:
            raise UsageError(f"{section}: no such section in the {book.edition.edition} edition")
        if output is Format.JSON:
            say_json(
                {
                    "id": found.id,
                    "heading": found.heading,
                    "page": found.page,
                    "edition": book.edition.edition,
                    "in_force": book.edition.in_force(day),
                    "text": book.official_text(section),
                }
            )
            return
        say(f"{found.id}  {found.heading}")
        say(f"{book.edition.name}, {book.edition.edition}, page {found.page}")
        say()
        for paragraph in book.official_text(section).split("\n"):
            say(paragraph)
        if not book.edition.in_force(day):
            say()
            say(f"This edition is the nearest at hand; it is not the one in force on {day}.")


def _match_record(match: IndexMatch) -> dict[str, object]:
    entry = match.entry
    return {
        "path": list(entry.path),
        "code": entry.code,
        "manifestation": entry.manifestation,
        "see": entry.see,
        "see_also": entry.see_also,
        "codes": list(match.codes),
        "citation": match.citation,
        "link": match.link,
        "via": list(match.via),
    }


#: The commands of this module, under their names.
BOOKS = (
    Command("index", index),
    Command("guideline", guideline),
)
