"""Bytes to text: UTF-8 or a refusal that says where the bytes stop being UTF-8."""

from __future__ import annotations

from pathlib import Path

from agent.errors import BundleError

#: Largest file that is read, in bytes. A long inpatient chart is well under a tenth of it.
MAX_BYTES = 10_000_000


def read_text(path: Path, field: str = "file") -> str:
    """The text of a file as received, less a byte order mark.

    Raises BundleError (naming the file, `field` and the byte offset where that helps) when the
    file is absent, not a regular file, too large, or not UTF-8.
    """
    return decode(read_bytes(path, field), str(path), field)


def read_bytes(path: Path, field: str = "file") -> bytes:
    """The bytes of a regular file of at most `MAX_BYTES`. Raises BundleError otherwise."""
    try:
        if not path.exists():
            raise BundleError(str(path), field, "there is no such file; check the path")
        if not path.is_file():
            raise BundleError(str(path), field, "expected a file, found a folder or a device")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise BundleError(
            str(path), field, f"cannot be read: {reason or 'not a usable path'}"
        ) from None
    if len(data) > MAX_BYTES:
        raise BundleError(
            str(path), field, f"larger than {MAX_BYTES // 1_000_000} MB; split the chart"
        )
    return data


def decode(data: bytes, source: str, field: str) -> str:
    """UTF-8 bytes as text, less a byte order mark. Raises BundleError with the byte offset."""
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        offset = error.start + len(data) - len(body)
        raise BundleError(
            source, field, f"not UTF-8 at byte {offset}; save the file as UTF-8 text"
        ) from None
