"""`chartaudit catalog history`, and the block of it in `catalog show`: what befell a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.light import Command
from agent.cli.options import Format, Output
from agent.cli.output import entry_line, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog import CatalogView
    from catalog.history import CodeEvent, CodeHistory


def history(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Such as M51.36.")],
    output: Output = Format.TABLE,
) -> None:
    """Tell when a code began, ended, became a header, and what replaced it.

    Titles that were revised are told as far as order files were added (`catalog add`).

    \b
    Example:
      chartaudit catalog history M51.36
    """
    from catalog import Catalog
    from catalog.history import history as life_of

    with Catalog.open() as catalog:
        found = life_of(catalog, code)
    if output is Format.JSON:
        say_json(_history_record(found))
        return
    _print_events(found.events, indent="")
    if not found.events:
        say(f"{found.code} is in no code set from fiscal year 2016 on.")


def print_history(view: CatalogView, code: str) -> None:
    """The block `History` of a code that has one beyond being there from the first day known."""
    from catalog.history import history as life_of
    from catalog.history import is_eventful

    found = life_of(view, code)
    if is_eventful(view, found):
        say()
        say("History")
        _print_events(found.events, indent="  ")


def history_events(view: CatalogView, code: str) -> list[dict[str, object]]:
    """The events of a code, plain existence included, as JSON has them."""
    from catalog.history import history as life_of

    return [event._asdict() for event in life_of(view, code).events]


def _history_record(found: CodeHistory) -> dict[str, object]:
    return {
        "code": found.code,
        "billable": [period._asdict() for period in found.billable],
        "header": [period._asdict() for period in found.header],
        "events": [event._asdict() for event in found.events],
    }


def _print_events(events: Sequence[CodeEvent], indent: str) -> None:
    for event in events:
        told = " ".join([event.what, ", ".join(event.codes)]).rstrip()
        if event.titles:
            told = f"{event.what}: {event.titles[0]} -> {event.titles[1]}"
        if event.earliest:
            told += f" (not before {event.earliest})"
        entry_line(event.day.isoformat(), told, 10, indent)


#: The commands of this module, under their names.
HISTORY = (Command("history", history),)
