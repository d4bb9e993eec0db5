"""Downloads of official files over HTTP: bounded, retried, continued where they were cut off."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple
from urllib.parse import unquote

import httpx2
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from catalog.library.official import LARGEST_FILE
from catalog.sources import sha256

_ATTEMPTS = 4
_CONNECT_SECONDS = 10.0
_READ_SECONDS = 20.0
_PAGE = (b"<!doctype html", b"<html")
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_FOUND = frozenset({404, 410})

#: Called with the bytes that are there and, where known, the bytes of the whole file.
Progress = Callable[[int, int | None], None]


class NotFetched(Exception):
    """A file could not be had; the message says why, without any credentials of the address."""


class _Passing(NotFetched):
    """A fault that may pass: worth another attempt."""


class _Unreachable(NotFetched):
    """The host cannot be reached at all: no other file of it will be had either."""


class _Unfit(NotFetched):
    """What the address gives is no official file: nothing of it is kept."""


class _Over(NotFetched):
    """The time is over."""


class _Part(NamedTuple):
    """A file that is on its way: where it is kept, and what the server said of it."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "download.part"

    @property
    def _state(self) -> Path:
        return self.folder / "download.json"

    def size(self) -> int:
        return self.content.stat().st_size if self.content.exists() else 0

    def validator(self) -> str:
        """The server's mark of the version that was begun; empty when there is none."""
        try:
            return str(json.loads(self._state.read_text(encoding="utf-8"))["validator"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def begin(self, validator: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.content.write_bytes(b"")
        self._state.write_text(json.dumps({"validator": validator}), encoding="utf-8")

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def shown(url: str) -> str:
    """The address as it may be kept and printed: without user, password, query and fragment."""
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL:
        return "the address"
    return str(parsed.copy_with(username=None, password=None, query=None, fragment=None))


class Downloads:
    """Downloads into a folder, where what was cut off waits for the next run.

    `seconds` bounds all of them together; `pause` is the first wait before another attempt. Use
    as a context.
    """

    def __init__(self, folder: Path, seconds: float, pause: float = 0.5) -> None:
        self._folder = folder
        self._ends = time.monotonic() + seconds
        self._pause = pause
        self._reached: dict[str, str] = {}
        self._client = httpx2.Client(
            follow_redirects=True,
            max_redirects=5,
            headers={"Accept-Encoding": "identity", "User-Agent": "chartaudit"},
        )

    def __enter__(self) -> Downloads:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def fetch(self, url: str, digest: str | None = None, progress: Progress | None = None) -> Path:
        """The whole file, in a folder of its own below the downloads, under its name in the URL.

        `digest` is the SHA-256 it must have. Raises NotFetched.
        """
        address = _address(url)
        self._reach(address)
        place = self._folder / hashlib.sha256(shown(url).encode()).hexdigest()[:16]
        part = _Part(place)
        target = place / _file_name(address)
        if target.exists():  # received by a run that was ended before it was installed
            target.replace(part.content)
        attempts = Retrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_exponential(self._pause, max=8),
            retry=retry_if_exception_type(_Passing),
            reraise=True,
        )
        try:
            attempts(self._attempt, address, part, digest, progress or _silent)
        except _Unfit:
            part.drop()
            raise
        part.content.replace(target)
        return target

    def _reach(self, address: httpx2.URL) -> None:
        """Refuse at once a host that does not answer; each is asked only once.

        In a thread, since the look-up of a name keeps to no time limit of ours.
        """
        host = address.host
        if host not in self._reached:
            limit = min(_CONNECT_SECONDS, self._left())
            answer: list[str] = []
            asked = threading.Thread(target=self._ask, args=(address, limit, answer), daemon=True)
            asked.start()
            asked.join(limit + 1)
            self._reached[host] = answer[0] if answer else f"{host} does not answer"
        if self._reached[host]:
            raise _Unreachable(self._reached[host])

    def _ask(self, address: httpx2.URL, limit: float, answer: list[str]) -> None:
        try:
            self._client.head(address, timeout=limit, follow_redirects=False)
            answer.append("")
        except httpx2.HTTPError as error:
            fault = _explain(error, address)
            answer.append(str(fault) if isinstance(fault, _Unreachable) else "")

    def _attempt(
        self, address: httpx2.URL, part: _Part, digest: str | None, progress: Progress
    ) -> None:
        self._left()
        begun = part.size()
        try:
            if not begun or digest is None or sha256(part.content) != digest:
                self._receive(address, part, digest, progress)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise _explain(error, address) from error
        if digest is not None and sha256(part.content) != digest:
            part.drop()
            if begun:
                raise _Passing(f"{shown(str(address))}: what was continued does not fit together")
            raise NotFetched(
                f"{shown(str(address))}: its SHA-256 is not the one listed; it was damaged on the "
                "way, or replaced by its publisher: look at it, then chartaudit catalog add"
            )

    def _receive(
        self, address: httpx2.URL, part: _Part, digest: str | None, progress: Progress
    ) -> None:
        begun, validator = part.size(), part.validator()
        headers = {}
        left = self._left()
        limits = httpx2.Timeout(min(_READ_SECONDS, left), connect=min(_CONNECT_SECONDS, left))
        if begun and (validator or digest):
            headers["Range"] = f"bytes={begun}-"
            if validator:
                headers["If-Range"] = validator
        with self._client.stream("GET", address, headers=headers, timeout=limits) as response:
            if begun and response.status_code == 416:
                _check_complete(response, part, begun)
                return
            _check_status(response, address)
            if response.status_code != 206 or not _continues(response, begun):
                begun = 0
                part.begin(_validator(response))
            total = _total(response, begun)
            with part.content.open("ab") as stream:
                for piece in self._pieces(response, address, begun, total):
                    stream.write(piece)
                    stream.flush()  # what has come is kept, even when this process is killed
                    progress(stream.tell(), total)

    def _pieces(
        self, response: httpx2.Response, address: httpx2.URL, begun: int, total: int | None
    ) -> Iterator[bytes]:
        received = begun
        if (total or 0) > LARGEST_FILE:
            raise _Unfit(f"{shown(str(address))}: {_too_large()}")
        for piece in response.iter_raw():
            if received == 0 and _is_page(response, piece):
                raise _Unfit(f"{shown(str(address))}: answers with a web page, not with the file")
            received += len(piece)
            if received > LARGEST_FILE:
                raise _Unfit(f"{shown(str(address))}: {_too_large()}")
            yield piece
            self._left()

    def _left(self) -> float:
        """Seconds until the end. Raises _Over when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise _Over("the time given is over; what was received is kept for the next run")
        return left


def _silent(received: int, total: int | None) -> None:
    """Progress that nobody follows."""


def _address(url: str) -> httpx2.URL:
    try:
        address = httpx2.URL(url)
    except httpx2.InvalidURL:
        address = httpx2.URL()
    if address.scheme not in {"http", "https"} or not address.host:
        raise NotFetched(f"{shown(url)}: expected an address that begins with https:// or http://")
    return address


def _file_name(address: httpx2.URL) -> str:
    """The last part of the address, made safe: importers read dates from official names."""
    name = unquote(address.path).replace("\\", "/").rstrip("/").rpartition("/")[2]
    safe = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in name).lstrip(".")
    return safe[-120:] or "download"


def _check_status(response: httpx2.Response, address: httpx2.URL) -> None:
    status, where = response.status_code, shown(str(address))
    if any(r.url.scheme == "https" for r in response.history) and response.url.scheme == "http":
        raise NotFetched(f"{where}: is redirected from https to http, which is not followed")
    if status in _NOT_FOUND:
        raise NotFetched(f"{where}: not found (HTTP {status}); check the address")
    if status in _PASSING:
        raise _Passing(f"{where}: the server answers HTTP {status}")
    if status not in {200, 206}:
        raise NotFetched(f"{where}: the server answers HTTP {status}")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise NotFetched(f"{where}: is sent packed, though asked for as it is")


def _check_complete(response: httpx2.Response, part: _Part, begun: int) -> None:
    """There is nothing beyond what was received: it is whole, or of another version."""
    if not part.validator() or response.headers.get("content-range") != f"bytes */{begun}":
        part.drop()
        raise _Passing("what was received before is not of this file")


def _continues(response: httpx2.Response, begun: int) -> bool:
    return response.headers.get("content-range", "").startswith(f"bytes {begun}-")


def _validator(response: httpx2.Response) -> str:
    """A mark that is the same only for the same bytes: a strong ETag, else the date of change."""
    tag = response.headers.get("etag", "")
    if tag and not tag.startswith("W/"):
        return str(tag)
    return str(response.headers.get("last-modified", ""))


def _total(response: httpx2.Response, begun: int) -> int | None:
    length = response.headers.get("content-length", "")
    return begun + int(length) if length.isdigit() else None


def _is_page(response: httpx2.Response, head: bytes) -> bool:
    kind = response.headers.get("content-type", "").lower()
    return kind.startswith("text/html") or head[:256].lstrip().lower().startswith(_PAGE)


def _too_large() -> str:
    return f"larger than {LARGEST_FILE // 1024 // 1024} MB, as no official file is"


def _causes(error: BaseException) -> Iterator[BaseException]:
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__ or at.__context__


def _explain(error: Exception, address: httpx2.URL) -> NotFetched:
    """The fault in words; a _Passing one where another attempt may help."""
    host, where = address.host, shown(str(address))
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return _Unreachable(f"{host} cannot be found: there is no network, or no such name")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _Unreachable(f"{host}: its certificate is not trusted: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            return _Unreachable(f"{host}: no encrypted connection: {cause.reason or 'TLS fault'}")
    if isinstance(error, httpx2.ConnectTimeout):
        return _Unreachable(f"{host} does not answer")
    if isinstance(error, httpx2.ConnectError):
        return _Unreachable(f"{host} cannot be reached")
    if isinstance(error, httpx2.TooManyRedirects):
        return NotFetched(f"{where}: is redirected too often")
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
        return NotFetched(f"{where}: is redirected to an address that is not http or https")
    if isinstance(error, httpx2.TimeoutException):
        return _Passing(f"{where}: the server stopped sending")
    return _Passing(f"{where}: the connection was cut off")
