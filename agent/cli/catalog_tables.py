"""`chartaudit catalog neoplasm|drug`: a site and behaviour, a substance and intent, to a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.catalog_index import Every
from agent.cli.index_lines import code_records, print_codes, print_release, release_record
from agent.cli.light import Command
from agent.cli.options import Format, On, Output, day_or_today
from agent.cli.output import entry_line, say, say_json
from agent.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog import CatalogView
    from catalog.index.tables_lookup import TableMatch
    from catalog.library.installed import Installed

_MOST_ROWS = 5


def neoplasm(
    words: Annotated[list[str], typer.Argument(metavar="SITE", help='Such as "breast, nipple".')],
    behavior: Annotated[
        str | None,
        typer.Option(
            "--behavior",
            metavar="WORDS",
            help="malignant-primary, malignant-secondary, in-situ, benign, uncertain or "
            "unspecified. Default: all six columns.",
        ),
    ] = None,
    on: On = None,
    every: Every = False,
    output: Output = Format.TABLE,
) -> None:
    """Look up a site in the Table of Neoplasms, with the code of a behaviour.

    Needs the Table of Neoplasms: see `chartaudit catalog add`.

    \b
    Examples:
      chartaudit catalog neoplasm "breast, upper outer" --behavior malignant-primary
      chartaudit catalog neoplasm prostate
    """
    from catalog import Catalog
    from catalog.index.entries import Behaviour
    from catalog.index.tables_lookup import behaviour_of

    day = day_or_today(on)
    column = None if behavior is None else behaviour_of(_plain(behavior))
    if behavior is not None and column is None:
        raise UsageError(f'--behavior "{behavior}": expected one of {_choices(tuple(Behaviour))}')
    with Catalog.open() as catalog:
        table = catalog.neoplasms_on(day)
        release = catalog.releases.in_reach("neoplasm", day)
        if table is None or release is None:
            raise UsageError(
                "no Table of Neoplasms is at hand; add the official file: "
                "chartaudit catalog add PATH"
            )
        found = table.lookup(" ".join(words), column)
        _answer(catalog.on(day), found, tuple(Behaviour), release, output, every=every)


def drug(
    words: Annotated[list[str], typer.Argument(metavar="SUBSTANCE", help="Such as aspirin.")],
    intent: Annotated[
        str | None,
        typer.Option(
            "--intent",
            metavar="WORDS",
            help="accidental, self-harm, assault, undetermined, adverse-effect or underdosing. "
            "Default: all six columns.",
        ),
    ] = None,
    on: On = None,
    every: Every = False,
    output: Output = Format.TABLE,
) -> None:
    """Look up a substance in the Table of Drugs and Chemicals, with the code of an intent.

    Needs the Table of Drugs and Chemicals: see `chartaudit catalog add`.

    \b
    Examples:
      chartaudit catalog drug aspirin --intent accidental
      chartaudit catalog drug "acid, acetic"
    """
    from catalog import Catalog
    from catalog.index.entries import Intent
    from catalog.index.tables_lookup import intent_of

    day = day_or_today(on)
    column = None if intent is None else intent_of(_plain(intent))
    if intent is not None and column is None:
        raise UsageError(f'--intent "{intent}": expected one of {_choices(tuple(Intent))}')
    with Catalog.open() as catalog:
        table = catalog.drugs_on(day)
        release = catalog.releases.in_reach("drug", day)
        if table is None or release is None:
            raise UsageError(
                "no Table of Drugs and Chemicals is at hand; add the official file: "
                "chartaudit catalog add PATH"
            )
        found = table.lookup(" ".join(words), column)
        _answer(catalog.on(day), found, tuple(Intent), release, output, every=every)


def _plain(words: str) -> str:
    """The words of an option as the tables name their columns: `in-situ` is `in_situ`."""
    return words.strip().lower().replace("-", "_").replace(" ", "_")


def _choices(columns: Sequence[str]) -> str:
    return ", ".join(column.replace("_", "-") for column in columns)


def _answer(
    view: CatalogView,
    found: Sequence[TableMatch],
    columns: Sequence[str],
    release: Installed,
    output: Format,
    *,
    every: bool,
) -> None:
    if output is Format.JSON:
        say_json(
            [_record(view, row, columns) | release_record(release, view.date) for row in found]
        )
        return
    shown = found if every else found[:_MOST_ROWS]
    for number, row in enumerate(shown):
        if number:
            say()
        _print_row(view, row, columns, every=every)
    if len(found) > len(shown):
        say()
        say(f"and {len(found) - len(shown)} more rows; see --all")
    if not found:
        say("No row fits; the tables name sites by their organ and drugs by their generic name.")
    print_release(release, view.date)


def _print_row(view: CatalogView, row: TableMatch, columns: Sequence[str], *, every: bool) -> None:
    entry = row.entry
    say(f"{', '.join(entry.path)} {entry.nonessential}".rstrip())
    say(row.citation, "  ")
    if row.via:
        say(f"referred to by {row.via[-1]}", "  ")
    for name, reference in (("see", entry.see), ("see also", entry.see_also)):
        if reference:
            say(f"{name} {reference}", "  ")
    if row.unmatched:
        say(f"not in this row: {', '.join(row.unmatched)}", "  ")
    if row.code:
        say(f"{row.code}, billable on {view.date}", "  ")
        print_codes(view, row.codes, row.unmatched, every=every)
    elif any(entry.cells):
        width = max(map(len, columns))
        for column, cell in zip(columns, entry.cells, strict=True):
            entry_line(column.replace("_", "-"), cell or "-", width)


def _record(view: CatalogView, row: TableMatch, columns: Sequence[str]) -> dict[str, Any]:
    entry = row.entry
    return {
        "path": list(entry.path),
        "nonessential": entry.nonessential,
        "cells": dict(zip(columns, entry.cells, strict=True)) if any(entry.cells) else {},
        "see": entry.see,
        "see_also": entry.see_also,
        "code": row.code,
        "codes": code_records(view, row.codes),
        "citation": row.citation,
        "unmatched": list(row.unmatched),
        "via": list(row.via),
    }


#: The commands of this module, under their names.
TABLES = (Command("neoplasm", neoplasm), Command("drug", drug))
