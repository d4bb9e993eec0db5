"""A request has the address and the headers that the openai client gives its own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openai

from agent.model_http import Connection

ANSWER = json.dumps({"choices": [], "id": "1", "model": "m", "object": "chat.completion"}).encode()
#: What is of one request alone: its length, its time, and the key that stands for it.
OF_ONE = {"content-length", "x-stainless-read-timeout", "idempotency-key"}
#: What is never asked for here.
COMPRESSED = "accept-encoding"


class Received(BaseHTTPRequestHandler):
    """Answers every request, setting a cookie, and notes its path and headers."""

    protocol_version = "HTTP/1.1"
    noted: list[tuple[str, dict[str, str]]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.noted.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Set-Cookie", "server=7")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@contextmanager
def listening() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """The base URL of an endpoint, and what it received."""
    noted: list[tuple[str, dict[str, str]]] = []
    handler = type("Noting", (Received,), {"noted": noted})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1", noted
        server.shutdown()


def test_address_and_headers_are_those_of_the_openai_client() -> None:
    with listening() as (url, noted):
        client = openai.OpenAI(base_url=url, api_key="a key", max_retries=0)
        client.chat.completions.create(model="m", messages=[])
        client.close()
        _ask(url, times=1)
    (their_path, theirs), (our_path, ours) = noted
    assert our_path == their_path
    assert _common(ours) == _common(theirs)
    assert ours["idempotency-key"] == "one"


def test_a_cookie_of_the_endpoint_comes_with_the_next_request() -> None:
    with listening() as (url, noted):
        _ask(url, times=2)
    assert [headers.get("cookie") for _, headers in noted] == [None, "server=7"]


def _ask(url: str, *, times: int) -> None:
    connection = Connection(url, "a key")
    connection.attempt.ends = time.monotonic() + 5
    for _ in range(times):
        connection.post("/chat/completions", b"{}", "one", 5.0)
    connection.close()


def _common(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in {*OF_ONE, COMPRESSED}}
