"""`chartaudit catalog fetch`: the official files of CDC and CMS, or of a mirror, installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.messages import warn
from agent.cli.options import Format, Output
from agent.cli.output import entry_line, say, say_json
from agent.errors import UsageError

if TYPE_CHECKING:
    from catalog.library.compiling import Arrival, Outcome
    from catalog.library.fetching import Follow
    from catalog.library.listing import Listing, OfficialFile


def fetch(
    years: Annotated[
        list[str] | None,
        typer.Argument(metavar="YEAR", help="Fiscal years, such as 2026. Default: today's."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All that is listed, or in the mirror.")
    ] = False,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="Only files that give this kind of release."),
    ] = None,
    mirror: Annotated[
        str | None,
        typer.Option(
            "--mirror",
            metavar="PATH",
            envvar="CHARTAUDIT_MIRROR",
            help="Install from this folder on disk; nothing is downloaded.",
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            envvar="CHARTAUDIT_OFFICIAL_URL",
            help="Ask here instead, for URL/ftp.cdc.gov/pub/... and URL/www.cms.gov/files/...",
        ),
    ] = None,
    listing: Annotated[
        str | None,
        typer.Option("--listing", metavar="FILE", help="Another listing of official files."),
    ] = None,
    within: Annotated[
        int, typer.Option("--within", min=1, max=86400, help="Seconds that downloads may take.")
    ] = 3600,
    set_up: Annotated[
        bool,
        typer.Option(
            "--set-up",
            help="Only today's Index and guidelines, in bounded time; one line on what is missing.",
        ),
    ] = False,
    output: Output = Format.TABLE,
) -> None:
    """Fetch the official files of CDC and CMS, check them, and add them to the catalog.

    Without a year, those of the fiscal year in force today. What is installed already is left as it
    is; a download that was cut off goes on where it stopped. When a file cannot be had, the others
    are installed all the same, the reason is told, and the exit code is 2.

    \b
    Examples:
      chartaudit catalog fetch
      chartaudit catalog fetch 2025 2026
      chartaudit catalog fetch --all --mirror official-files/
    """
    from catalog.library.compiling import State, install
    from catalog.library.listing import ListingError, read_listing

    try:
        listed = read_listing(Path(listing) if listing else None)
    except ListingError as error:
        raise UsageError(str(error)) from error
    if set_up:
        from agent.cli.catalog_set_up import set_up_line

        typer.echo(set_up_line(listed, mirror, base_url))
        return
    wanted = _wanted(listed, years or [], kinds or [], every)
    outcomes: list[Outcome] = []
    with _progress(output) as follow:
        arrivals = _arrivals(listed, wanted, mirror, base_url, within, follow, whole=every)
        for outcome in install(arrivals):
            outcomes.append(outcome)
            if output is Format.TABLE:
                _print(outcome)
    if output is Format.JSON:
        say_json([_record(outcome) for outcome in outcomes])
    else:
        _sum_up(outcomes)
    if any(outcome.state is State.FAILED for outcome in outcomes):
        raise typer.Exit(2)


def _wanted(
    listing: Listing, years: list[str], kinds: list[str], every: bool
) -> tuple[OfficialFile, ...]:
    from catalog.release import fiscal_year

    if years and every:
        raise UsageError("give fiscal years, or --all, not both")
    known = sorted({file.year for file in listing.files})
    if years:
        chosen = frozenset(int(year) for year in years if year.isdecimal())
        unknown = [year for year in years if not year.isdecimal() or int(year) not in known]
        if unknown:
            raise UsageError(
                f"{unknown[0]}: no file of that fiscal year is listed; expected {known[0]} to "
                f"{known[-1]}"
            )
    elif every:
        chosen = frozenset(known)
    else:
        today = date.today()
        newest = listing.newest_year(today)
        if newest is None:
            raise UsageError("no listed file is in force today; name a fiscal year")
        if newest != fiscal_year(today):
            warn(f"nothing is listed for FY{fiscal_year(today)}; fetching FY{newest}")
        chosen = frozenset({newest})
    found = listing.of_years(chosen)
    if kinds:
        every_kind = sorted({kind for file in listing.files for kind in file.kinds})
        if not set(kinds) <= set(every_kind):
            raise UsageError(f"--kind: expected one of {', '.join(every_kind)}")
        found = tuple(file for file in found if set(kinds) & set(file.kinds))
    return found


def _arrivals(
    listing: Listing,
    wanted: tuple[OfficialFile, ...],
    mirror: str | None,
    base_url: str | None,
    within: int,
    follow: Follow,
    *,
    whole: bool,
) -> Iterator[Arrival | Outcome]:
    from catalog.library.fetching import Site, downloaded
    from catalog.library.installed import installed
    from catalog.library.mirror import mirrored

    if mirror is None:
        return downloaded(wanted, installed(), Site(base_url, float(within)), follow)
    folder = Path(mirror)
    if not folder.is_dir():
        raise UsageError(f"{mirror}: there is no such folder; --mirror wants a folder of files")
    return mirrored(folder, listing, None if whole else wanted, installed())


@contextmanager
def _progress(output: Format) -> Iterator[Follow]:
    """A bar a download on a terminal; nothing elsewhere, where each file has its line."""
    import sys

    if output is Format.JSON or not sys.stdout.isatty():
        yield lambda file, received, total: None
        return
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def follow(file: OfficialFile, received: int, total: int | None) -> None:
            if file.file not in tasks:
                tasks[file.file] = bars.add_task(file.file, total=total)
            bars.update(tasks[file.file], completed=received, total=total)

        yield follow


def _print(outcome: Outcome) -> None:
    from catalog.library.compiling import State

    if outcome.state is State.FAILED:
        warn(f"not had: {outcome.reason}")
    elif outcome.state is State.LEFT_OUT:
        say(f"left out   {outcome.reason}", hanging=" " * 11)
    else:
        entry_line(str(outcome.state), outcome.name, 9, indent="")
        for release in outcome.releases:
            entry_line(release.id, release.name, 36, indent=" " * 11)


def _sum_up(outcomes: list[Outcome]) -> None:
    from collections import Counter

    from catalog.library.compiling import State

    count = Counter(outcome.state for outcome in outcomes)
    releases = sum(len(outcome.releases) for outcome in outcomes)
    say(
        f"{count[State.INSTALLED]} files installed ({releases} releases), "
        f"{count[State.AT_HAND]} at hand before, {count[State.LEFT_OUT]} left out, "
        f"{count[State.FAILED]} not had"
    )


def _record(outcome: Outcome) -> dict[str, object]:
    return {
        "file": outcome.name,
        "state": str(outcome.state),
        "releases": [release.id for release in outcome.releases],
        "reason": outcome.reason or None,
    }
