"""`chartaudit catalog index|external-cause`: the Index walked as a coder walks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.index_lines import (
    leads_to,
    print_codes,
    print_release,
    print_subterms,
    release_record,
    subterm_records,
)
from agent.cli.light import Command
from agent.cli.options import Format, On, Output, day_or_today
from agent.cli.output import say, say_json
from agent.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from catalog import Catalog, CatalogView
    from catalog.index.consult import Consultation
    from catalog.index.lookup import AlphabeticIndex, IndexMatch
    from catalog.index.tables_lookup import TableMatch

_MOST_MATCHES = 5
_ROWS = 3
_DRUGS = "Table of Drugs"

Every = Annotated[bool, typer.Option("--all", help="Print everything found, however much.")]


def index(
    words: Annotated[
        list[str], typer.Argument(metavar="TERM", help='Main term, subterms: "pain, low back"')
    ],
    on: On = None,
    every: Every = False,
    output: Output = Format.TABLE,
) -> None:
    """Walk the Alphabetic Index as a coder does: main term, then subterms, references followed.

    With a comma the main term comes first; without one, words may come in any order. Printed are
    the path, the default code with the codes that complete it from the Tabular List, what it
    refers to, and the subterms below. References to the Table of Neoplasms are followed where
    that was added. Needs an Index: see `chartaudit catalog add`.

    \b
    Examples:
      chartaudit catalog index "pain, low back"
      chartaudit catalog index "diabetes, type 2, with, chronic kidney disease" --format json
      chartaudit catalog index "carcinoma, breast, upper outer"
    """
    from catalog import Catalog
    from catalog.index.consult import consult

    day = day_or_today(on)
    with Catalog.open() as catalog:
        book = catalog.index_on(day)
        found = consult(catalog, day, " ".join(words))
        if found is None or book is None:
            raise UsageError(
                "no Alphabetic Index is at hand; add the official file: chartaudit catalog add PATH"
            )
        if output is Format.JSON:
            say_json(_records(catalog.on(day), book, found))
            return
        _print(catalog, book, found, day, " ".join(words), every=every)


def external_cause(
    words: Annotated[
        list[str], typer.Argument(metavar="TERM", help='Main term, subterms: "fall, from ladder"')
    ],
    on: On = None,
    every: Every = False,
    output: Output = Format.TABLE,
) -> None:
    """Walk the external cause index: how an injury happened, where, doing what.

    Needs the External Cause of Injuries Index: see `chartaudit catalog add`.

    \b
    Examples:
      chartaudit catalog external-cause "fall, from ladder"
      chartaudit catalog external-cause dog bite --format json
    """
    from catalog import Catalog
    from catalog.index.consult import consulted

    day = day_or_today(on)
    with Catalog.open() as catalog:
        book = catalog.external_causes_on(day)
        release = catalog.releases.in_reach("external_index", day)
        if book is None or release is None:
            raise UsageError(
                "no External Cause of Injuries Index is at hand; add the official file: "
                "chartaudit catalog add PATH"
            )
        view = catalog.on(day)
        _, found = consulted(book, " ".join(words))
        if output is Format.JSON:
            say_json([_record(view, book, m) | release_record(release, day) for m in found])
            return
        for number, match in enumerate(found if every else found[:_MOST_MATCHES]):
            if number:
                say()
            print_match(view, match, every=every)
            if every or not match.codes or number == 0:
                print_subterms(book, match.entry.path, every=every)
        print_left_out(0 if every else len(found[_MOST_MATCHES:]))
        if not found:
            say("No main term of the external cause index fits; try `fall`, `contact`, `struck`.")
        print_release(release, day)


def _print(
    catalog: Catalog,
    book: AlphabeticIndex,
    found: Consultation,
    day: date,
    phrase: str,
    *,
    every: bool,
) -> None:
    _print_matches(catalog.on(day), book, found, every=every)
    if found.phrase != phrase:
        say()
        say(f"Looked up as: {found.phrase}")
    if not found.matches:
        say("No main term fits; a main term names the condition, not the site: `pain, back`.")
    _print_lacks(catalog, day, found)
    if found.misses_table:
        say()
        say(
            "The Table of Neoplasms is not at hand; add the official file: "
            "chartaudit catalog add PATH"
        )
    print_release(found.release, day)
    if found.table and found.rows:
        print_release(found.table, day)


def _print_matches(
    view: CatalogView, book: AlphabeticIndex, found: Consultation, *, every: bool
) -> None:
    shown = found.matches if every else found.matches[:_MOST_MATCHES]
    told: set[tuple[TableMatch, ...]] = set()
    for number, match in enumerate(shown):
        if number:
            say()
        print_match(view, match, every=every)
        rows = found.rows.get(match.citation, ())
        if rows and rows not in told:
            _print_rows(view, rows, every=every)
            told.add(rows)
        if every or not match.codes or number == 0:
            print_subterms(book, match.entry.path, every=every)
    print_left_out(len(found.matches) - len(shown))


def print_left_out(number: int) -> None:
    """How many entries were not printed, if any."""
    if number:
        say()
        say(f"and {number} more entries; see --all")


def print_match(view: CatalogView, match: IndexMatch, *, every: bool) -> None:
    """An entry as the book has it, and the billable codes that complete its own."""
    entry = match.entry
    say(f"{', '.join(entry.path)} {entry.nonessential}".rstrip())
    say(leads_to(entry) or "no code of its own", "  ", "    ")
    say(match.citation, "  ", "    ")
    if _DRUGS in (entry.see or "") + (entry.see_also or ""):
        say("look the substance up with: chartaudit catalog drug", "  ")
    if match.via:
        say(f"referred to by {match.via[-1]}", "  ", "    ")
    if match.unmatched:
        say(f"not in this path: {', '.join(match.unmatched)}", "  ")
    if match.unsaid:
        say(f"this path says too: {', '.join(match.unsaid)}", "  ")
    if match.link:
        say(_LINKS[match.link.value], "  ", "    ")
    if match.codes:
        say(f"Billable on {view.date}", "  ")
        print_codes(view, match.codes, match.unmatched, every=every)
    if match.manifestations:
        say("And in brackets, sequenced after it (OCG:I.A.13)", "  ")
        print_codes(view, match.manifestations, match.unmatched, every=every)


#: What a link of two conditions means for the coder, by `catalog.index.lookup.Link`.
_LINKS = {
    "presumed": 'Linked by "with" or "in": related unless the record says otherwise (OCG:I.A.15)',
    "documented": "The record must document this link between the two conditions",
}


def _print_rows(view: CatalogView, rows: Sequence[TableMatch], *, every: bool) -> None:
    for row in rows if every else rows[:_ROWS]:
        say(f"Table of Neoplasms: {', '.join(row.entry.path[1:]) or row.entry.path[0]}", "  ")
        say(f"{row.code or 'no code'}  {row.citation}", "  ", "    ")
        print_codes(view, row.codes, row.unmatched, every=every)


def _print_lacks(catalog: Catalog, day: date, found: Consultation) -> None:
    """What the copy of the Index has lost, and a bracketed code that another release has."""
    from catalog.index.consult import manifestation_elsewhere
    from catalog.index.store import release_of

    lacks = release_of(found.release.path).lacks
    if not lacks or not found.matches:
        return
    say()
    told = manifestation_elsewhere(catalog, day, found.matches[0])
    if told:
        say(f"{found.matches[0].entry.code} [{told[0]}] in the {told[1].name}: check the brackets.")
    say(f"This copy of the Index lacks {', '.join(lacks)}: add the official XML.")


def _records(view: CatalogView, book: AlphabeticIndex, found: Consultation) -> list[dict[str, Any]]:
    release = release_record(found.release, view.date)
    return [
        _record(view, book, match)
        | release
        | {
            "phrase": found.phrase,
            "neoplasms": [_row_record(row) for row in found.rows.get(match.citation, ())],
        }
        for match in found.matches
    ]


def _row_record(row: TableMatch) -> dict[str, Any]:
    return {
        "path": list(row.entry.path),
        "code": row.code,
        "codes": list(row.codes),
        "citation": row.citation,
        "unmatched": list(row.unmatched),
    }


def _record(view: CatalogView, book: AlphabeticIndex, match: IndexMatch) -> dict[str, Any]:
    entry = match.entry
    return {
        "path": list(entry.path),
        "nonessential": entry.nonessential,
        "code": entry.code,
        "manifestation": entry.manifestation,
        "see": entry.see,
        "see_also": entry.see_also,
        "codes": list(match.codes),
        "titles": {code: view.title(code) for code in (*match.codes, *match.manifestations)},
        "manifestations": list(match.manifestations),
        "citation": match.citation,
        "link": match.link,
        "unmatched": list(match.unmatched),
        "unsaid": list(match.unsaid),
        "via": list(match.via),
        "subterms": subterm_records(book, entry.path),
    }


#: The commands of this module, under their names.
INDEX = (Command("index", index), Command("external-cause", external_cause))
