"""The listing of official files: what CDC and CMS publish for each fiscal year, and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from catalog.data_files import load_yaml

FILE = Path(__file__).parent / "official_files.yaml"

_FIELDS = frozenset({"year", "name", "effective_from", "kinds", "url", "sha256", "file"})


class ListingError(Exception):
    """The listing cannot be read; the message names the file, the entry and what is wrong."""


class OfficialFile(NamedTuple):
    """A file of the listing.

    `kinds` are those of the releases it gives. `url` is None for a file that only a mirror has,
    `sha256` None where no copy has been hashed.
    """

    year: int
    name: str
    effective_from: date
    kinds: tuple[str, ...]
    url: str | None
    sha256: str | None
    file: str

    def __str__(self) -> str:
        return f"FY{self.year} {self.name} ({self.file})"


class Listing(NamedTuple):
    """All files of a listing, in its order."""

    files: tuple[OfficialFile, ...]

    def of_years(self, years: frozenset[int]) -> tuple[OfficialFile, ...]:
        """The files of these fiscal years."""
        return tuple(file for file in self.files if file.year in years)

    def newest_year(self, day: date) -> int | None:
        """The latest fiscal year, of those listed, that has begun on the day."""
        begun = [file.year for file in self.files if date(file.year - 1, 10, 1) <= day]
        return max(begun, default=None)

    def by_sha256(self, digest: str) -> OfficialFile | None:
        """The file whose bytes hash to the digest."""
        return next((file for file in self.files if file.sha256 == digest), None)

    def by_name(self, file_name: str) -> OfficialFile | None:
        """The file of that name, if it is listed without a hash by which to know it."""
        found = [f for f in self.files if f.file == file_name and f.sha256 is None]
        return found[0] if len(found) == 1 else None


def read_listing(path: Path | None = None) -> Listing:
    """The listing that is shipped, or another in the same form. Raises ListingError."""
    import yaml  # only to fetch or add, not to look a code up

    path = path or FILE
    try:
        content = load_yaml(path)
    except OSError as error:
        raise ListingError(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ListingError(f"{path}: expected YAML: {type(error).__name__}") from error
    entries = content.get("files") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise ListingError(f"{path}: files: expected a list of official files")
    return Listing(tuple(_files(path, entries)))


def _files(path: Path, entries: list[Any]) -> Iterator[OfficialFile]:
    for number, entry in enumerate(entries, start=1):
        try:
            yield _file(entry)
        except ValueError as error:
            raise ListingError(f"{path}: files, entry {number}: {error}") from error


def _file(entry: Any) -> OfficialFile:
    if not isinstance(entry, dict) or not {"year", "name", "effective_from", "kinds"} <= set(entry):
        raise ValueError("expected year, name, effective_from and kinds")
    unknown = sorted(set(map(str, entry)) - _FIELDS)
    if unknown:
        raise ValueError(f"{unknown[0]}: no such field")
    url, digest = entry.get("url"), entry.get("sha256")
    if not isinstance(entry["year"], int) or not isinstance(entry["effective_from"], date):
        raise ValueError("expected a year such as 2026 and a date such as 2025-10-01")
    if url is not None and urlsplit(str(url)).scheme not in {"http", "https"}:
        raise ValueError("url: expected an address that begins with https:// or http://")
    if digest is not None and (len(str(digest)) != 64 or not str(digest).isalnum()):
        raise ValueError("sha256: expected 64 hexadecimal digits")
    file = entry.get("file") or (unquote(urlsplit(str(url)).path).rpartition("/")[2] if url else "")
    if not file:
        raise ValueError("expected a url, or the name of a file in a mirror")
    return OfficialFile(
        entry["year"],
        str(entry["name"]),
        entry["effective_from"],
        tuple(map(str, entry["kinds"])),
        url and str(url),
        digest and str(digest).lower(),
        str(file),
    )
