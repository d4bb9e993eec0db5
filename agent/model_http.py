"""The HTTP client under the model client: no redirects, and bodies bounded in time and size.

A read timeout alone bounds the pause between two pieces of a body, not the body: an endpoint that
drips would hold up an audit without end. Loads openai and its HTTP library; import it late.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import httpx2
import openai

#: Bytes of a whole answer; one of a hundred long statements takes a hundredth of it.
_LARGEST = 8_000_000


class Attempt(threading.local):
    """One attempt at a time in each thread.

    `ends` is the monotonic time when its body must be complete.
    """

    ends: float = 0.0


@dataclass(frozen=True, slots=True)
class Connection:
    """The one client of an endpoint: it keeps connections open and serves all threads."""

    client: openai.OpenAI
    attempt: Attempt

    def close(self) -> None:
        """Close what is kept open."""
        self.client.close()


class _Bounded(httpx2.SyncByteStream):
    """A response body that is given up when the attempt has run out, or when it is too large."""

    def __init__(self, body: httpx2.SyncByteStream, ends: float) -> None:
        self._body = body
        self._ends = ends

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for piece in self._body:
            received += len(piece)
            if time.monotonic() > self._ends:
                raise httpx2.ReadTimeout("the body took too long")
            if received > _LARGEST:
                raise httpx2.ReadError("the body is too large")
            yield piece

    def close(self) -> None:
        self._body.close()


def http_client(attempt: Attempt) -> httpx2.Client:
    """A client whose responses obey `attempt`.

    A redirect would carry the chart to an endpoint that nobody chose, so none is followed.
    """

    def bound(response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Bounded(response.stream, attempt.ends)

    return openai.DefaultHttpxClient(
        verify=_trusted(), follow_redirects=False, event_hooks={"response": [bound]}
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust, read once: it takes longer than all else that a client is made of."""
    return httpx2.create_ssl_context()
