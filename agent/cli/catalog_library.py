"""`chartaudit catalog add|list|remove|verify`: the official releases that the user has added."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.catalog_fetch import fetch
from agent.cli.light import Command
from agent.cli.messages import warn
from agent.cli.options import Format, On, Output, parse_day
from agent.cli.output import entry_line, say, say_json
from agent.errors import UsageError

if TYPE_CHECKING:
    from catalog import Catalog
    from catalog.library.adding import Dates
    from catalog.library.installed import Installed

#: An address that takes longer is given up; `catalog fetch` goes on where it stopped.
_DOWNLOAD_SECONDS = 600.0

_From = Annotated[
    date | None,
    typer.Option(
        "--effective-from",
        parser=parse_day,
        metavar="YYYY-MM-DD",
        help="First day in force, for a file that does not say it.",
        show_default=False,
    ),
]
_To = Annotated[
    date | None,
    typer.Option(
        "--effective-to",
        parser=parse_day,
        metavar="YYYY-MM-DD",
        help="Last day in force. Default: the end of that fiscal year.",
        show_default=False,
    ),
]


def add(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL", help="Files, zips, folders; addresses."),
    ],
    effective_from: _From = None,
    effective_to: _To = None,
    output: Output = Format.TABLE,
) -> None:
    """Add official releases: Tabular List, Index, guidelines, order files, coverage and more.

    Each file is recognised by what it contains, whatever its name; zips are taken as they are. A
    file that is damaged or of another kind is refused with the reason, and the library stays as it
    was; of several files the others are added, and the exit code is then 2.

    \b
    Examples:
      chartaudit catalog add icd10cm-tabular-April-2025.xml
      chartaudit catalog add index.csv --effective-from 2024-10-01
      chartaudit catalog add official-files/
      chartaudit catalog add https://www.cms.gov/files/zip/2026-code-descriptions-tabular-order.zip
    """
    from catalog import Catalog
    from catalog.library.adding import Dates

    files = _sources(paths)
    dates = Dates(effective_from, effective_to)
    added: list[Installed] = []
    refused = 0
    with Catalog.open() as catalog:
        for file in files:
            taken = _taken(file, catalog, dates)
            refused += not taken
            added += taken
            if output is Format.TABLE:
                for release in taken:
                    _line(release)
    if output is Format.JSON:
        say_json([_record(release) for release in added])
    if refused:
        raise typer.Exit(2)


def _taken(source: Path | str, catalog: Catalog, dates: Dates) -> tuple[Installed, ...]:
    """The releases that a file or address gave; none, and the reason on standard error, if refused.

    What is downloaded goes into a folder that is removed in the end.
    """
    from catalog.library.adding import add as take
    from catalog.library.installed import ReleaseRefused

    try:
        if isinstance(source, Path):
            return take(source, catalog, dates=dates)
        from tempfile import TemporaryDirectory

        from catalog.library.download import Downloads, NotFetched, shown

        try:
            with (
                TemporaryDirectory(prefix="chartaudit-") as scratch,
                Downloads(Path(scratch), _DOWNLOAD_SECONDS) as downloads,
            ):
                path = downloads.fetch(source)
                return take(path, catalog, dates=dates, origin=shown(source))
        except NotFetched as error:
            raise ReleaseRefused(str(error)) from error
    except ReleaseRefused as refusal:
        warn(f"not added: {refusal}")
        return ()


def _sources(given: list[str]) -> list[Path | str]:
    """Files, those in folders too, and addresses, in the order given."""
    found: list[Path | str] = []
    for each in given:
        path = Path(each)
        if "://" in each:
            found.append(each)
        elif path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file())
        elif path.is_file():
            found.append(path)
        else:
            raise UsageError(f"{path}: there is no such file or folder; check the path")
    return found


def list_releases(on: On = None, output: Output = Format.TABLE) -> None:
    """List the releases at hand: what they are, when they are in force, their source and hash.

    With --on, list instead what the catalog is composed of that day: for each part its release,
    and whether it is in force, the nearest at hand, or absent.

    \b
    Examples:
      chartaudit catalog list
      chartaudit catalog list --on 2025-04-01
    """
    from catalog import Catalog
    from catalog.library.installed import installed

    if on is not None:
        from agent.cli.catalog_parts import list_parts

        list_parts(on, output)
        return
    with Catalog.open() as catalog:
        shipped = (catalog.tabular, catalog.editor)
    added = installed()
    if output is Format.JSON:
        say_json(
            [
                {
                    "id": None,
                    "kind": kind,
                    "name": release.name,
                    "effective_from": release.effective_from,
                    "effective_to": release.effective_to,
                    "sha256": release.sha256,
                    "source": "installed with chartaudit",
                }
                for kind, release in zip(("tabular", "editor"), shipped, strict=True)
            ]
            + [_record(release) for release in added]
        )
        return
    say("Installed with chartaudit")
    for release in shipped:
        entry_line(f"{release.effective_from} to {release.effective_to}", release.name, 24)
    if not added:
        say("Nothing was added; see: chartaudit catalog add --help")
    for each in added:
        _line(each)


def remove(
    release: Annotated[str, typer.Argument(metavar="ID", help="As `catalog list` prints it.")],
    output: Output = Format.TABLE,
) -> None:
    """Remove an added release.

    \b
    Example:
      chartaudit catalog remove tabular-2024-10-01-d6cdf5283f35
    """
    from catalog.library.installed import ReleaseRefused
    from catalog.library.installed import remove as take_out

    try:
        removed = take_out(release)
    except ReleaseRefused as refusal:
        raise UsageError(str(refusal)) from refusal
    if output is Format.JSON:
        say_json(_record(removed))
    else:
        say(f"removed {removed.id}")


def verify(output: Output = Format.TABLE) -> None:
    """Check that every added release is as it was written; exit code 2 when one is not.

    \b
    Example:
      chartaudit catalog verify
    """
    from catalog.library.installed import installed
    from catalog.library.installed import verify as check

    damaged = check()
    if output is Format.JSON:
        say_json([{"file": damage.path.name, "problem": damage.problem} for damage in damaged])
    for damage in damaged:
        warn(f"{damage.path.name}: {damage.problem}")
    if damaged:
        raise typer.Exit(2)
    if output is Format.TABLE:
        say(f"{len(installed())} added releases, all as they were written")


def _record(release: Installed) -> dict[str, object]:
    kept = {name: value for name, value in release._asdict().items() if name != "path"}
    return kept | {"origin": release.origin._asdict()}


def _line(release: Installed) -> None:
    say(release.id)
    entry_line(f"{release.effective_from} to {release.effective_to}", release.name, 24)
    origin = f", {release.origin.place}" if release.origin.place else ""
    say(f"from {release.source}{origin}, sha256 {release.sha256[:16]}", "  ", "    ")


#: The commands of this module, under their names.
LIBRARY = (
    Command("add", add),
    Command("fetch", fetch),
    Command("list", list_releases),
    Command("remove", remove),
    Command("verify", verify),
)
