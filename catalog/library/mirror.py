"""Official files in a folder on disk: found by what they are, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalog.library.adding import Dates
from catalog.library.compiling import Arrival, Outcome, State
from catalog.library.installed import Installed, Origin, ReleaseRefused, at_hand
from catalog.library.listing import Listing, OfficialFile
from catalog.sources import sha256


def mirrored(
    mirror: Path,
    listing: Listing,
    wanted: tuple[OfficialFile, ...] | None,
    present: tuple[Installed, ...],
) -> Iterator[Arrival | Outcome]:
    """The files of a mirror that are to be installed, and the wanted ones that are not there.

    With `wanted` None all files are, known or not. The largest come first, so that processes side
    by side end at nearly the same time.
    """
    missing = {file for file in wanted or () if file.url or file.file}
    for path in sorted(_files(mirror), key=_weight, reverse=True):
        name = path.relative_to(mirror).as_posix()
        try:
            digest = sha256(path)
        except OSError as error:
            yield Outcome(name, State.FAILED, reason=f"{name}: cannot be read: {error.strerror}")
            continue
        listed = listing.by_sha256(digest) or listing.by_name(path.name)
        if wanted is not None and listed not in missing:
            continue
        missing.discard(listed)
        if at_hand(present, digest):
            yield Outcome(name, State.AT_HAND)
        else:
            dates = Dates(listed.effective_from) if listed else Dates()
            yield Arrival(name, path, Origin(f"mirror {name}", digest), dates)
    for file in wanted or ():
        if file in missing:
            yield Outcome(
                file.file, State.FAILED, reason=f"{file}: not in the mirror, nor a file of its hash"
            )


def known_in(mirror: Path, listing: Listing) -> tuple[OfficialFile, ...]:
    """The listed files that the mirror holds."""
    found = (
        listing.by_sha256(sha256(path)) or listing.by_name(path.name) for path in _files(mirror)
    )
    return tuple(file for file in found if file is not None)


def _files(mirror: Path) -> list[Path]:
    if not mirror.is_dir():
        raise ReleaseRefused(f"{mirror}: there is no such folder; give the mirror's")
    return [
        path
        for path in mirror.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.parts[len(mirror.parts) :])
    ]


def _weight(path: Path) -> int:
    """A guess at the time that a file takes: archives hold some eight times their size."""
    size = path.stat().st_size
    return size * 8 if path.suffix.lower() == ".zip" else size
