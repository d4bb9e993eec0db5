"""`chartaudit catalog`: a code's place, notes and validity on a date. Loads nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.catalog_history import history_events, print_history
from agent.cli.light import LightCommand, LightGroup
from agent.cli.options import Format, On, Output, day_or_today
from agent.cli.output import entry_line, say, say_json
from agent.cli.semantic import Semantic

if TYPE_CHECKING:
    from datetime import date

    from catalog import CatalogView, CodeStatus, Entry, Note

commands = typer.Typer(
    cls=LightGroup,
    help="Look up codes: place, notes, validity.",
    no_args_is_help=True,
)

Code = Annotated[
    str, typer.Argument(metavar="CODE", help="Such as M54.50; the dot may be left out.")
]

_NOTE_NAMES = {
    "includes": "Includes",
    "inclusionTerm": "Inclusion terms",
    "excludes1": "Excludes1",
    "excludes2": "Excludes2",
    "codeFirst": "Code first",
    "useAdditionalCode": "Use additional code",
    "codeAlso": "Code also",
    "notes": "Note",
    "sevenChrNote": "7th character",
}

_REPLACEMENTS = {
    "header": "Billable codes below it:",
    "deleted": "Billable in its place:",
    "not_yet": "Billable until then:",
    "unknown": "Nearest billable codes:",
}


def _view(on: date | None, *, semantic: bool = False) -> CatalogView:
    from catalog import Catalog

    return Catalog.open(semantic=semantic).on(day_or_today(on))


@commands.command("show", cls=LightCommand)
def show(code: Code, on: On = None, output: Output = Format.TABLE) -> None:
    """Show a code: title, status on the date, parents, children, siblings, notes, 7th characters.

    Notes that the code inherits are given with the entry they stand at. A history is shown where
    the code began, ended, changed or was replaced after 1 October 2015.

    \b
    Examples:
      chartaudit catalog show M54.50
      chartaudit catalog show S39.012 --on 2026-05-04 --format json
    """
    view = _view(on)
    status = _place_status(view, code)
    if output is Format.JSON:
        told = {"history": history_events(view, status.code)}
        say_json(_status_record(view, status) | _place_record(view, status.code) | told)
        return
    _print_status(view, status)
    print_history(view, status.code)
    entry = view.entry(status.code)
    if entry is not None:
        _print_entries("Parents", view.ancestors(entry.code))
        _print_entries("Children", view.children(entry.code))
        _print_entries("Siblings", view.siblings(entry.code))
        _print_sevenths(view, entry.code)
        _print_notes(view.notes(entry.code), entry.code)
        _print_notice(view)


@commands.command("valid", cls=LightCommand)
def valid(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="Such as M54.5.")] = None,
    on: On = None,
    every: Annotated[
        bool, typer.Option("--all", help="Print every billable code in force, one a line.")
    ] = False,
    output: Output = Format.TABLE,
) -> None:
    """Say whether a code is billable on a date, and what replaces it if not.

    The status is billable, header, deleted, not_yet, unknown or malformed.

    \b
    Examples:
      chartaudit catalog valid M54.5 --on 2021-10-01
      chartaudit catalog valid --on 2026-05-04 --all > billable.txt
    """
    if (code is None) != every:
        raise typer.BadParameter("give a code, or --all, not both", param_hint="CODE")
    view = _view(on)
    if every:
        _print_all(view, output)
    elif code is not None and output is Format.JSON:
        say_json(_status_record(view, view.status(code)))
    elif code is not None:
        _print_status(view, view.status(code))
        if view.entry(code) is not None:
            _print_notice(view)


@commands.command("search", cls=LightCommand)
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Such as: low back pain")],
    on: On = None,
    chapter: Annotated[
        str | None,
        typer.Option(metavar="PART", help="Only codes of a chapter (13) or range (M50-M54)."),
    ] = None,
    billable: Annotated[
        bool, typer.Option("--billable", help="Only codes that can be billed on the date.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many codes at most.")] = 20,
    semantic: Semantic = False,
    output: Output = Format.TABLE,
) -> None:
    """Find codes by words, best first, each with why it was found.

    Words are looked for in titles, inclusion terms, our lexicon, and the Alphabetic Index where
    one was added (see: chartaudit catalog add). Their order does not matter, and misspelled words
    are read as what they most resemble. A code that is a header on the date is marked; its
    billable codes lie below it. With --semantic, codes whose wording means what the words do stand
    by turns with these; it needs the extra chartaudit[semantic], and its first use takes minutes.

    \b
    Examples:
      chartaudit catalog search low back strain
      chartaudit catalog search diabtes with kidney disease --billable --chapter 4
      chartaudit catalog search cannot get pregnant --semantic
    """
    from catalog.search import search as find
    from catalog.search.limits import code_range

    view = _view(on, semantic=semantic)
    if semantic:
        from agent.cli.semantic import prepare

        prepare(view)
    try:
        within = code_range(view, chapter) if chapter else None
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="--chapter") from None
    found = find(view, " ".join(words), limit, within=within, billable=billable)
    if output is Format.JSON:
        say_json([candidate._asdict() for candidate in found])
        return
    column = max((len(candidate.code) for candidate in found), default=0)
    for candidate in found:
        header = "" if candidate.billable else " (header)"
        entry_line(candidate.code, candidate.title + header, column, indent="")
        say("; ".join(candidate.why), indent=" " * (column + 4))
    if not found:
        say("No title, inclusion term, lexicon entry or Index path holds these words.")
    _print_notice(view)


@commands.command("notes", cls=LightCommand)
def notes(code: Code, on: On = None, output: Output = Format.TABLE) -> None:
    """Show the Tabular notes that govern a code, own and inherited, with their citation ids.

    \b
    Example:
      chartaudit catalog notes M54.50
    """
    view = _view(on)
    found = view.notes(view.status(code).code)
    if output is Format.JSON:
        say_json([_note_record(note) for note in found])
        return
    if not found:
        say(f"The Tabular List has no note at {view.status(code).code} or above it.")
    _print_notes(found, view.status(code).code)
    _print_notice(view)


def _place_status(view: CatalogView, code: str) -> CodeStatus:
    """The status of a code; a chapter or block (`CH13`, `M50-M54`) stands as a header."""
    from catalog import CodeState, CodeStatus

    entry = view.entry(code.strip().upper())
    if entry is not None and entry.kind in {"chapter", "block"}:
        return CodeStatus(entry.code, CodeState.HEADER, entry.title, ())
    return view.status(code)


def _print_all(view: CatalogView, output: Format) -> None:
    if output is Format.JSON:
        say_json(list(view.all_billable()))
    else:
        typer.echo("\n".join(view.all_billable()))


def _print_status(view: CatalogView, status: CodeStatus) -> None:
    column = len(status.code)
    entry_line(status.code, status.title, column, indent="")
    say(_status_sentence(view, status))
    if status.replacements:
        by = f" (by the {status.source})" if status.source else ""
        say(_REPLACEMENTS[status.state.value].rstrip(":") + by + ":")
        column = max(len(code) for code in status.replacements)
        for code in status.replacements:
            entry_line(code, view.title(code), column)


def _status_sentence(view: CatalogView, status: CodeStatus) -> str:
    day, first, last = view.date, status.valid_from, status.valid_to
    return {
        "billable": f"billable on {day}, since {first}" + (f", until {last}" if last else ""),
        "header": f"header on {day}, not billable" + (f"; it was until {last}" if last else ""),
        "deleted": f"deleted: not billable on {day}; it was from {first} to {last}",
        "not_yet": f"not yet billable on {day}; it is from {first}",
        "unknown": "unknown: in no release of ICD-10-CM from fiscal year 2016 on",
        "malformed": "malformed: not the shape of an ICD-10-CM code",
    }[status.state.value]


def _print_entries(heading: str, entries: tuple[Entry, ...]) -> None:
    if not entries:
        return
    say()
    say(heading)
    column = max(len(entry.code) for entry in entries)
    for entry in entries:
        entry_line(entry.code, entry.title, column)


def _print_sevenths(view: CatalogView, code: str) -> None:
    sevenths = view.seventh_characters(code)
    if sevenths is None:
        return
    say()
    say(f"7th characters, from {sevenths.owner}")
    for character, meaning in sevenths.options:
        entry_line(character, meaning, column=1)


def _print_notes(found: tuple[Note, ...], code: str) -> None:
    heading = ""
    for note in found:
        origin = "" if note.owner == code else f", from {note.owner}"
        named = f"{_NOTE_NAMES.get(note.kind, note.kind)}{origin}"
        if named != heading:
            say()
            entry_line(named, note.citation, column=max(len(named), 28), indent="")
            heading = named
        say(note.text, indent="  ", hanging="    ")


def _print_notice(view: CatalogView) -> None:
    notice = view.release_notice()
    if notice:
        say()
        say(notice)


def _status_record(view: CatalogView, status: CodeStatus) -> dict[str, Any]:
    return {
        "code": status.code,
        "on": view.date,
        "status": status.state.value,
        "title": status.title,
        "replacements": list(status.replacements),
        "replacements_source": status.source or None,
        "valid_from": status.valid_from,
        "valid_to": status.valid_to,
        "notice": view.release_notice(),
    }


def _place_record(view: CatalogView, code: str) -> dict[str, Any]:
    entry = view.entry(code)
    sevenths = view.seventh_characters(code)
    release = view.tabular_list.release
    return {
        "kind": entry.kind if entry else None,
        "parents": [_entry_record(e) for e in view.ancestors(code)],
        "children": [_entry_record(e) for e in view.children(code)],
        "siblings": [_entry_record(e) for e in view.siblings(code)],
        "notes": [_note_record(note) for note in view.notes(code)],
        "seventh_characters": {
            "owner": sevenths.owner,
            "options": [{"character": c, "meaning": m} for c, m in sevenths.options],
        }
        if sevenths
        else None,
        "release": release.name,
    }


def _entry_record(entry: Entry) -> dict[str, str]:
    return {"code": entry.code, "title": entry.title, "kind": entry.kind}


def _note_record(note: Note) -> dict[str, str]:
    return {
        "owner": note.owner,
        "kind": note.kind,
        "text": note.text,
        "citation": note.citation,
    }
