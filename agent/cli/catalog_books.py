"""`chartaudit catalog guideline`: a section of the Official Guidelines that were added."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli.light import Command
from agent.cli.options import Format, On, Output, day_or_today
from agent.cli.output import say, say_json
from agent.errors import UsageError


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


#: The commands of this module, under their names.
BOOKS = (Command("guideline", guideline),)
