"""The official files of CDC and CMS fetched into the library, from the network or a mirror."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from catalog.library.adding import Dates
from catalog.library.compiling import Arrival, Outcome, State
from catalog.library.download import Downloads, NotFetched, shown
from catalog.library.installed import Installed, Origin, at_hand
from catalog.library.listing import OfficialFile
from catalog.sources import sha256
from catalog.store import default_folder as cache_folder

#: Called with a file, the bytes that are there and, where known, the bytes of the whole.
Follow = Callable[[OfficialFile, int, int | None], None]


class Site(NamedTuple):
    """Where to ask: `base_url` stands in for the hosts of CDC and CMS, which follow it in the path
    (as in a tree that `wget --mirror` made); `seconds` bounds the downloads together."""

    base_url: str | None = None
    seconds: float = 3600.0

    def address(self, url: str) -> str:
        """Where a listed address is asked for."""
        if self.base_url is None:
            return url
        parts = urlsplit(url)
        return f"{self.base_url.rstrip('/')}/{parts.netloc}{parts.path}"


def downloads_folder() -> Path:
    """Where downloads that were cut off wait: beside the compiled catalog."""
    return cache_folder() / "downloads"


def downloaded(
    wanted: tuple[OfficialFile, ...],
    present: tuple[Installed, ...],
    site: Site,
    follow: Follow,
) -> Iterator[Arrival | Outcome]:
    """The wanted files, each downloaded when it is asked for; or why one could not be had."""
    with Downloads(downloads_folder(), site.seconds) as downloads:
        for file in wanted:
            if file.url is None:
                reason = f"{file}: no address is listed for it; it is had from a mirror only"
                yield Outcome(file.file, State.LEFT_OUT, reason=reason)
                continue
            address = site.address(file.url)
            if _is_present(file, address, present):
                yield Outcome(file.file, State.AT_HAND)
            else:
                yield _download(file, address, downloads, follow)


def _is_present(file: OfficialFile, address: str, present: tuple[Installed, ...]) -> bool:
    """Whether it is installed: by its hash, else by where it was had from."""
    if file.sha256 is not None:
        return at_hand(present, file.sha256)
    return any(
        release.origin.place == shown(address) and at_hand(present, release.origin.sha256)
        for release in present
    )


def _download(
    file: OfficialFile, address: str, downloads: Downloads, follow: Follow
) -> Arrival | Outcome:
    try:
        path = downloads.fetch(
            address, file.sha256, lambda received, total: follow(file, received, total)
        )
    except NotFetched as error:
        return Outcome(file.file, State.FAILED, reason=f"{file}: {error}")
    return Arrival(
        file.file,
        path,
        Origin(shown(address), sha256(path)),
        Dates(file.effective_from),
        done_with=path.parent,
    )
