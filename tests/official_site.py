"""A web server on this machine in the place of the official sites, well-behaved or not."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "ftp.example.gov"


@dataclass
class Answer:
    """How the site answers for one file."""

    content: bytes = b""
    status: int = 200
    kind: str = "application/octet-stream"
    ranges: bool = True
    etag: str = ""
    moved_to: str = ""
    #: Bytes after which the connection is cut, once for each number.
    cuts: list[int] = field(default_factory=list)
    #: Seconds between two small pieces.
    drip: float = 0.0


@dataclass
class OfficialSite:
    """The site: its address, what it answers, and what it was asked."""

    url: str
    answers: dict[str, Answer]
    asked: list[tuple[str, str]]

    def publish(self, name: str, content: bytes | str, **how: object) -> str:
        """Put a file on the site; its address in a listing."""
        data = content.encode() if isinstance(content, str) else content
        answer = Answer(data, etag=f'"{hashlib.sha256(data).hexdigest()[:12]}"')
        for field_name, value in how.items():
            setattr(answer, field_name, value)
        self.answers[f"/{HOST}/{name}"] = answer
        return f"https://{HOST}/{name}"

    def ranges_asked(self) -> list[str]:
        """The ranges of the downloads, in order; empty for a whole file."""
        return [asked for method, asked in self.asked if method == "GET"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: OfficialSite

    def do_HEAD(self) -> None:
        self.site.asked.append(("HEAD", ""))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.site.asked.append(("GET", asked))
        answer = self.site.answers.get(self.path.partition("?")[0], Answer(status=404))
        if answer.moved_to:
            self._end(302, {"Location": answer.moved_to})
        elif answer.status != 200:
            self._end(answer.status, {})
        else:
            self._send(answer, _first_byte(asked, answer, self.headers))

    def _end(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, answer: Answer, first: int) -> None:
        whole = len(answer.content)
        if first and first >= whole:
            self._end(416, {"Content-Range": f"bytes */{whole}"})
            return
        self.send_response(206 if first else 200)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(whole - first))
        if first:
            self.send_header("Content-Range", f"bytes {first}-{whole - 1}/{whole}")
        if answer.etag:
            self.send_header("ETag", answer.etag)
        self.end_headers()
        cut = answer.cuts.pop(0) if answer.cuts else None
        body = answer.content[first : whole if cut is None else first + cut]
        with suppress(ConnectionError):  # the client has gone, as some tests want it to
            self._write(body, answer.drip)
        if cut is not None:
            self.close_connection = True

    def _write(self, body: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(body)
            return
        for start in range(0, len(body), 64):
            self.wfile.write(body[start : start + 64])
            self.wfile.flush()
            time.sleep(drip)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the tests ask what was asked."""


def _first_byte(asked: str, answer: Answer, headers: Message) -> int:
    if not asked or not answer.ranges or headers.get("If-Range", answer.etag) != answer.etag:
        return 0
    return int(asked.removeprefix("bytes=").rstrip("-"))


@contextmanager
def official_site() -> Iterator[OfficialSite]:
    """The site, up for the time of a `with` statement."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site = OfficialSite(f"http://127.0.0.1:{server.server_address[1]}", {}, [])
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listing(path: Path, *entries: dict[str, object]) -> Path:
    """A listing of these files, all of FY2024 unless an entry says otherwise."""
    import yaml

    always = {
        "year": 2024,
        "name": "A file",
        "effective_from": "2023-10-01",
        "kinds": ["tabular"],
    }
    text = yaml.safe_dump({"files": [always | entry for entry in entries]})
    path.write_text(text.replace("'2023-10-01'", "2023-10-01"))
    return path
