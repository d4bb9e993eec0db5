"""What set-up does about official files: today's Index and guidelines, if they are within reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.library.compiling import Arrival, Outcome
    from catalog.library.installed import Installed
    from catalog.library.listing import Listing, OfficialFile

_KINDS = {"index": "Alphabetic Index", "guidelines": "Official Guidelines"}
_SECONDS = 20.0


def set_up_line(listing: Listing, mirror: str | None, base_url: str | None) -> str:
    """Fetch the Index and the guidelines in force today; one line on what is at hand and missing.

    Nothing is fetched where both are installed. Bounded: twenty seconds for the downloads.
    """
    from catalog.library.compiling import State, install
    from catalog.library.installed import installed

    today = date.today()
    reason = ""
    missing = _missing(installed(), today)
    if missing:
        for outcome in install(_arrivals(listing, missing, today, mirror, base_url)):
            if outcome.state is State.FAILED:
                reason = reason or outcome.reason.rpartition("): ")[2]
        missing = _missing(installed(), today)
    return _line(missing, installed(), reason or "none newer in the mirror" if mirror else reason)


def _arrivals(
    listing: Listing,
    missing: Iterable[str],
    today: date,
    mirror: str | None,
    base_url: str | None,
) -> Iterator[Arrival | Outcome]:
    from catalog.library.compiling import Outcome, State
    from catalog.library.fetching import Site, downloaded
    from catalog.library.installed import installed
    from catalog.library.mirror import known_in, mirrored

    if mirror is None:
        files = _newest(listing.files, missing, today, with_url=True)
        return downloaded(files, installed(), Site(base_url, _SECONDS), lambda *_: None)
    folder = Path(mirror)
    if not folder.is_dir():
        return iter([Outcome(mirror, State.FAILED, reason="the mirror is no folder")])
    known = known_in(folder, listing)
    return mirrored(folder, listing, _newest(known, missing, today), installed())


def _newest(
    files: Iterable[OfficialFile], kinds: Iterable[str], today: date, *, with_url: bool = False
) -> tuple[OfficialFile, ...]:
    """Of each kind the file in force today, else the latest before."""
    begun = [f for f in files if f.effective_from <= today and (f.url or not with_url)]
    found: dict[OfficialFile, None] = {}
    for kind in kinds:
        giving = [file for file in begun if kind in file.kinds]
        if giving:
            found[max(giving, key=lambda file: file.effective_from)] = None
    return tuple(found)


def _missing(releases: tuple[Installed, ...], today: date) -> list[str]:
    in_force = {release.kind for release in releases if release.in_force(today)}
    return [kind for kind in _KINDS if kind not in in_force]


def _line(missing: list[str], releases: tuple[Installed, ...], reason: str) -> str:
    if not missing:
        return "Official files: today's Alphabetic Index and Official Guidelines are at hand."
    told = []
    for kind in missing:
        older = [release for release in releases if release.kind == kind]
        latest = max(older, key=lambda release: release.effective_from, default=None)
        since = f" (at hand: {latest.effective_from})" if latest else ""
        told.append(f"{_KINDS[kind]}{since}")
    why = f"; {reason}" if reason else ""
    return (
        f"Official files: no {' and '.join(told)} for today{why}. The audit goes on with what is "
        "at hand, with lower recall; to fetch them: chartaudit catalog fetch"
    )
