"""`chartaudit catalog diff`: what a fiscal year brought."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.light import Command
from agent.cli.output import entry_line, say, say_json
from agent.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.code_sets.year_difference import ChangedCode, RevisedTitle, YearDifference


class DiffFormat(StrEnum):
    """How a difference is printed: for a person, a script, or a spreadsheet."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


_Year = Annotated[int, typer.Argument(min=2016, max=2027, metavar="YEAR", help="Fiscal year.")]


def diff(
    before: _Year,
    after: _Year,
    output: Annotated[
        DiffFormat,
        typer.Option("--format", help="table is for people, json for scripts, csv for a sheet."),
    ] = DiffFormat.TABLE,
) -> None:
    """List what a fiscal year's code set has otherwise than an earlier one's.

    Its first edition is compared with the last of the earlier year; one year given twice is
    compared with itself, first edition and last. The order files answer where those of both years
    were added (`catalog add`); else the dated table that is shipped, which has no revised titles.
    A code that became a header counts as deleted, as in the official addenda.

    \b
    Examples:
      chartaudit catalog diff 2025 2026
      chartaudit catalog diff 2026 2027 --format csv > changes.csv
    """
    from catalog import Catalog
    from catalog.code_sets.year_difference import difference_of_years
    from catalog.library.official import OfficialFileError

    if before > after:
        raise UsageError(f"FY{before} comes after FY{after}; give the earlier year first")
    with Catalog.open() as catalog:
        try:
            found = difference_of_years(catalog, before, after)
        except OfficialFileError as error:
            raise UsageError(str(error)) from error
    if output is DiffFormat.JSON:
        say_json(_difference_record(found))
    elif output is DiffFormat.CSV:
        _print_csv(found)
    else:
        _print_difference(found)


def _print_difference(found: YearDifference) -> None:
    _print_counts(found)
    turned = {changed.code for changed in found.became_header}
    gone = [changed for changed in found.deleted if changed.code not in turned]
    _print_came("Added", found.added, found.after)
    _print_went("Deleted", gone, found.after)
    _print_went("Deleted as codes, now headers", found.became_header, found.after)
    _print_came("Headers that are now billable", found.became_billable, found.after)
    _print_revised("Revised titles", found.revised or ())
    if found.headers:
        _print_came("Headers added", found.headers.added, found.after)
        _print_went("Headers deleted", found.headers.deleted, found.after)
        _print_revised("Headers with revised titles", found.headers.revised)


def _print_counts(found: YearDifference) -> None:
    say(f"ICD-10-CM, fiscal year {found.after} against {found.before}: {_basis(found)}.")
    counts = _counts(found)
    codes = [f"{counts['added']} codes added", f"{counts['deleted']} deleted"]
    if found.revised is not None:
        codes.append(f"{counts['revised']} revised")
    say(f"{', '.join(codes)}.")
    say(
        f"Of the deleted {counts['became_header']} became headers; "
        f"of the added {counts['became_billable']} were headers."
    )
    if found.headers:
        say(
            f"Headers: {counts['headers_added']} added, {counts['headers_deleted']} deleted, "
            f"{counts['headers_revised']} revised."
        )
    for line in _notes(found):
        say(line)


def _basis(found: YearDifference) -> str:
    """What the difference was taken from."""
    if not found.exact:
        return "by the dated table of billable codes"
    return " and ".join(
        f"{'list of changes' if each.kind == 'change_list' else 'order file'} of {each.edition} "
        f"({each.source})"
        for each in reversed(found.editions)
    )


def _notes(found: YearDifference) -> list[str]:
    """What to know of the counts, a sentence each."""
    if not found.exact:
        return [
            "Revised titles need the order files of both years: chartaudit catalog add PATH, or "
            "chartaudit catalog fetch."
        ]
    if found.addenda is None:
        return []
    unlisted, unfound = found.addenda.unlisted, found.addenda.unfound
    if not unlisted and not unfound:
        return [f"The official addenda in {found.addenda.source} list the same."]
    told = []
    if unlisted:
        told.append(f"The official addenda do not list {', '.join(unlisted)}.")
    if unfound:
        told.append(f"Only the official addenda list {', '.join(unfound)}.")
    return told


def _counts(found: YearDifference) -> dict[str, int | None]:
    """The counts, under the names that JSON gives them."""
    headers = found.headers
    return {
        "added": len(found.added),
        "deleted": len(found.deleted),
        "revised": None if found.revised is None else len(found.revised),
        "became_header": len(found.became_header),
        "became_billable": len(found.became_billable),
        "headers_added": len(headers.added) if headers else None,
        "headers_deleted": len(headers.deleted) if headers else None,
        "headers_revised": len(headers.revised) if headers else None,
    }


def _print_came(heading: str, codes: Sequence[ChangedCode], year: int) -> None:
    """Codes with their first day, where it is not the 1 October of that fiscal year."""
    days = [each.day and f"since {each.day}" for each in codes]
    usual = f"since {year - 1}-10-01"
    _print_changed(heading, codes, ["" if d == usual else d or "" for d in days], "from")


def _print_went(heading: str, codes: Sequence[ChangedCode], year: int) -> None:
    """Codes with their last day, where it is not the 30 September before that fiscal year."""
    days = [each.day and f"until {each.day}" for each in codes]
    usual = f"until {year - 1}-09-30"
    _print_changed(heading, codes, ["" if d == usual else d or "" for d in days], "now")


def _print_changed(
    heading: str, codes: Sequence[ChangedCode], days: Sequence[str], relation: str
) -> None:
    if not codes:
        return
    say()
    say(f"{heading} ({len(codes)})")
    column = max(len(each.code) for each in codes)
    for each, day in zip(codes, days, strict=True):
        entry_line(each.code, f"{each.title} ({day})" if day else each.title, column)
        if each.codes:
            say(f"{relation} {', '.join(each.codes)}", " " * (column + 6))


def _print_revised(heading: str, revised: Sequence[RevisedTitle]) -> None:
    if not revised:
        return
    say()
    say(f"{heading} ({len(revised)})")
    column = max(len(each.code) for each in revised)
    for each in revised:
        entry_line(each.code, f"{'short title: ' if each.short else ''}{each.before}", column)
        say(f"-> {each.after}", " " * (column + 4))


def _print_csv(found: YearDifference) -> None:
    import csv
    import sys

    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["change", "code", "title_before", "title_after", "day", "related_codes"])
    headers = found.headers
    for name, changed in (
        ("added", found.added),
        ("deleted", found.deleted),
        ("became_header", found.became_header),
        ("became_billable", found.became_billable),
        ("header_added", headers.added if headers else ()),
        ("header_deleted", headers.deleted if headers else ()),
    ):
        came = name.endswith(("added", "billable"))
        for each in changed:
            titles = ["", each.title] if came else [each.title, ""]
            rows.writerow([name, each.code, *titles, each.day, " ".join(each.codes)])
    for name, revised in (
        ("revised", found.revised or ()),
        ("header_revised", headers.revised if headers else ()),
    ):
        for title in revised:
            rows.writerow([name, title.code, title.before, title.after, "", ""])


def _difference_record(found: YearDifference) -> dict[str, Any]:
    headers = found.headers
    return {
        "before": found.before,
        "after": found.after,
        "basis": _basis(found),
        "counts": _counts(found),
        "notes": _notes(found),
        "addenda": found.addenda._asdict() if found.addenda else None,
        "added": _records(found.added),
        "deleted": _records(found.deleted),
        "became_header": _records(found.became_header),
        "became_billable": _records(found.became_billable),
        "revised": None if found.revised is None else _records(found.revised),
        "headers": {
            "added": _records(headers.added),
            "deleted": _records(headers.deleted),
            "revised": _records(headers.revised),
        }
        if headers
        else None,
    }


def _records(rows: Sequence[ChangedCode | RevisedTitle]) -> list[dict[str, Any]]:
    return [row._asdict() for row in rows]


#: The commands of this module, under their names.
DIFF = (Command("diff", diff),)
