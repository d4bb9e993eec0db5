"""The HTTP client under the model client: no redirects, and answers bounded in time and size.

A read timeout alone bounds the pause between two pieces of an answer, not the answer: an endpoint
that drips, be it in the head or the body, would hold up an audit without end. Loads openai and its
HTTP library; import it late.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore2
import httpx2
import openai

#: Bytes of a whole answer; one of a hundred long statements takes a hundredth of it.
_LARGEST = 8_000_000
#: Bytes of a question that are handed to the network at once.
_PIECE = 65_536
_PLAIN = "identity"
_LENGTH = b"content-length"


class Attempt(threading.local):
    """One attempt at a time in each thread.

    `ends` is the monotonic time when its answer must be complete.
    """

    ends: float = 0.0


class Connection:
    """The one client of an endpoint: it keeps connections open and serves all threads.

    Requests have the address and the headers that the openai client gives its own. They do not go
    through it, for it makes and looks through both anew each time, which takes longer than to send.
    """

    def __init__(self, base_url: str, key: str) -> None:
        self.attempt = Attempt()
        self._http = _http_client(self.attempt)
        self._client = openai.OpenAI(
            base_url=base_url, api_key=key, max_retries=0, http_client=self._http
        )
        self._made: dict[str, _Prepared] = {}

    def post(self, path: str, body: bytes, key: str, timeout: float) -> httpx2.Response:
        """The response, whatever its status. Raises whatever httpx2 does when there is none.

        `path` goes on from the base URL. `key` is the same for what must not be charged for twice.
        """
        made = self._made.get(path)
        # A gateway that sets cookies has each request find the same server again.
        if made is None or self._http.cookies:
            made = self._made[path] = self._prepared(path)
        headers = [
            *made.headers,
            (b"Idempotency-Key", key.encode()),
            (b"X-Stainless-Read-Timeout", b"%.3f" % timeout),
            (b"Content-Length", b"%d" % len(body)),
        ]
        extensions = {**made.extensions, "timeout": httpx2.Timeout(timeout).as_dict()}
        stream = httpx2.ByteStream(body)
        return self._http.send(
            httpx2.Request("POST", made.url, headers=headers, stream=stream, extensions=extensions)
        )

    def close(self) -> None:
        """Close what is kept open."""
        self._client.close()

    def _prepared(self, path: str) -> _Prepared:
        url = f"{str(self._client.base_url).rstrip('/')}{path}"
        given = {**self._client.default_headers, **self._client.auth_headers}
        told = {name: value for name, value in given.items() if isinstance(value, str)}
        told["X-Stainless-Retry-Count"] = "0"
        request = self._http.build_request("POST", url, headers=told)
        headers = [header for header in request.headers.raw if header[0].lower() != _LENGTH]
        # TLS knows no server names with underscores, which names of containers have.
        host = request.url.host
        named = {"sni_hostname": host.replace("_", "-")} if "_" in host else {}
        return _Prepared(request.url, headers, named)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What all requests to one address have in common."""

    url: httpx2.URL
    headers: Sequence[tuple[bytes, bytes]]
    extensions: Mapping[str, str]


class _Timed(httpcore2.NetworkStream):
    """A connection on which an attempt comes to its end in time, however slowly bytes come."""

    def __init__(self, stream: httpcore2.NetworkStream, attempt: Attempt) -> None:
        self._stream = stream
        self._attempt = attempt

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            piece = buffer[start : start + _PIECE]
            self._stream.write(piece, self._left(httpcore2.WriteTimeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._left(httpcore2.ConnectTimeout)
        secured = self._stream.start_tls(ssl_context, server_hostname, left)
        return _Timed(secured, self._attempt)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self, too_late: type[Exception]) -> float:
        left = self._attempt.ends - time.monotonic()
        if left <= 0:
            raise too_late("the attempt took too long")
        return left


class _Connecting(httpcore2.NetworkBackend):
    """Connects as ever, and times what is connected."""

    def __init__(self, backend: httpcore2.NetworkBackend, attempt: Attempt) -> None:
        self._backend = backend
        self._attempt = attempt

    def connect_tcp(self, *place: Any, **more: Any) -> httpcore2.NetworkStream:
        return _Timed(self._backend.connect_tcp(*place, **more), self._attempt)

    def connect_unix_socket(self, *place: Any, **more: Any) -> httpcore2.NetworkStream:
        return _Timed(self._backend.connect_unix_socket(*place, **more), self._attempt)

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _Bounded(httpx2.SyncByteStream):
    """A response body that is given up when it is too large."""

    def __init__(self, body: httpx2.SyncByteStream) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for piece in self._body:
            received += len(piece)
            if received > _LARGEST:
                raise httpx2.ReadError("the body is too large")
            yield piece

    def close(self) -> None:
        self._body.close()


def _http_client(attempt: Attempt) -> httpx2.Client:
    """A client whose exchanges obey `attempt`.

    A redirect would carry the chart to an endpoint that nobody chose, so none is followed.
    Compression is not asked for, and refused where it comes: a small body may unpack to any size.
    """
    client = openai.DefaultHttpxClient(
        verify=_trusted(),
        follow_redirects=False,
        headers={"Accept-Encoding": _PLAIN},
        event_hooks={"response": [_bound]},
    )
    # There is no public way to give a client a network of one's own and leave it the proxies that
    # the environment names. Tests with endpoints that drip fail when these names change.
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx2.HTTPTransport):
            pool = transport._pool
            pool._network_backend = _Connecting(pool._network_backend, attempt)
    return client


def _bound(response: httpx2.Response) -> None:
    if response.headers.get("Content-Encoding", _PLAIN).strip().lower() != _PLAIN:
        raise httpx2.ReadError("the body is compressed", request=response.request)
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Bounded(response.stream)


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust, read once: it takes longer than all else that a client is made of."""
    return httpx2.create_ssl_context()
