"""Zip archives read in memory, within bounds: nothing is ever written to disk from one."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from catalog.library.official import LARGEST_FILE, OfficialFileError

MOST_MEMBERS = 200
LARGEST_TOTAL = 4 * LARGEST_FILE
#: Official text packs about tenfold; a bomb packs a thousandfold.
LARGEST_RATIO = 100
_SMALL = 1024 * 1024
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    struct.error,
    lzma.LZMAError,
)


class Member(NamedTuple):
    """A file in an archive: its name without folders, and its first bytes."""

    name: str
    head: bytes
    read: Callable[[], bytes]


def is_archive(head: bytes) -> bool:
    """Whether the bytes begin as a zip archive does."""
    return head.startswith(_MAGIC)


def members(file_name: str, content: bytes, head_size: int = 4096) -> Iterator[Member]:
    """The files of an archive, folders left out. Raises OfficialFileError on any damage.

    Bounded: 200 files, 64 MB each and 256 MB together when expanded, at most a hundredfold;
    the bounds are kept while expanding, whatever the archive says of itself.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        listed = [info for info in archive.infolist() if not info.is_dir()]
        _check(file_name, listed)
    except _DAMAGED as error:
        raise _damaged(file_name, error) from error
    for info in listed:
        yield Member(
            PurePosixPath(info.filename.replace("\\", "/")).name,
            _expand(file_name, archive, info, head_size, whole=False),
            _reader(file_name, archive, info),
        )


def _check(file_name: str, listed: list[zipfile.ZipInfo]) -> None:
    if len(listed) > MOST_MEMBERS:
        raise OfficialFileError(
            file_name, f"{len(listed)} files inside; at most {MOST_MEMBERS} are read"
        )
    if sum(info.file_size for info in listed) > LARGEST_TOTAL:
        raise OfficialFileError(file_name, "expands to more than 256 MB: not an official file")
    for info in listed:
        bound = max(_SMALL, info.compress_size * LARGEST_RATIO)
        if info.file_size > min(bound, LARGEST_FILE):
            raise OfficialFileError(
                file_name, f"a file inside claims {info.file_size} bytes: not an official file"
            )


def _reader(file_name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    return lambda: _expand(file_name, archive, info, info.file_size, whole=True)


def _expand(
    file_name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int, *, whole: bool
) -> bytes:
    try:
        with archive.open(info) as stream:
            found = stream.read(size + 1 if whole else size)
            if whole and len(found) != size:
                raise zipfile.BadZipFile("size differs from the directory's")
            if whole:
                stream.read(1)  # at the end of the stream the checksum is compared
            return found
    except _DAMAGED as error:
        raise _damaged(file_name, error) from error


def _damaged(file_name: str, error: Exception) -> OfficialFileError:
    return OfficialFileError(
        file_name, f"expected a whole zip archive; it is damaged ({type(error).__name__})"
    )
