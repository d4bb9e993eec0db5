"""A model that gives known answers after a set time, over real HTTP, in a process of its own.

    python -m evals.bench.scripted_model LATENCY < answers.json

`answers.json` maps a form and a case, as in `Reading asthma-flare`, to the content of the answer: a
request names the form of its answer, and the last line of its note the case. The address is printed
as the first line; when the input ends, what was asked is printed as the last. It does as little as
it can for a request, so that what is measured is the one who asks.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

_FORM = re.compile(rb'"json_schema": ?\{"name": ?"(\w+)"')
_CASE = re.compile(rb"Visit \d+ of ([\w-]+)\.")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_UNKNOWN = b"HTTP/1.1 400 Unknown\r\nContent-Length: 0\r\n\r\n"
_TOKENS = {"prompt_tokens": 2000, "completion_tokens": 200, "total_tokens": 2200}


def marked(note: str, number: int, case: str) -> str:
    """The note as a chart of its own, by whose last line the case is known."""
    return f"{note}\nVisit {number} of {case}.\n"


@dataclass
class ScriptedModel:
    """Where the model listens; once it has ended, what it saw.

    `seconds` are from the first request to the last answer, `busy` the most requests at a time.
    """

    url: str
    calls: int = 0
    refused: int = 0
    seconds: float = 0.0
    busy: int = 0


@contextmanager
def scripted_model(answers: Mapping[str, str], latency: float) -> Iterator[ScriptedModel]:
    """An endpoint that answers so while the block runs, each answer `latency` seconds late."""
    process = subprocess.Popen(
        [sys.executable, "-m", "evals.bench.scripted_model", str(latency)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the scripted model has no pipes")
    with process:
        try:
            process.stdin.write(json.dumps(dict(answers)) + "\n")
            process.stdin.flush()
            model = ScriptedModel(process.stdout.readline().strip())
            yield model
        finally:
            process.stdin.close()
        for name, value in json.loads(process.stdout.readline()).items():
            setattr(model, name, value)


class _Seen:
    """What all connections together saw."""

    def __init__(self, replies: Mapping[bytes, bytes], latency: float) -> None:
        self.replies = replies
        self.latency = latency
        self.calls = self.refused = self.open = self.busy = 0
        self.first = self.last = 0.0

    def told(self) -> str:
        return json.dumps(
            {
                "calls": self.calls,
                "refused": self.refused,
                "seconds": self.last - self.first,
                "busy": self.busy,
            }
        )


class _Answering(asyncio.Protocol):
    """One connection: requests one after the other, each answered in full."""

    def __init__(self, seen: _Seen) -> None:
        self._seen = seen
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._received, 0, head)
        end = head + 4 + (int(length[1]) if length else 0)
        if len(self._received) < end:
            return
        seen = self._seen
        form, case = _FORM.search(self._received, head), _CASE.search(self._received, head)
        key = b"%b %b" % (form[1], case[1]) if form and case else b""
        del self._received[:end]
        seen.first = seen.first or time.monotonic()
        seen.calls += 1
        seen.refused += key not in seen.replies
        seen.open += 1
        seen.busy = max(seen.busy, seen.open)
        reply = seen.replies.get(key, _UNKNOWN)
        asyncio.get_running_loop().call_later(seen.latency, self._reply, reply)

    def _reply(self, reply: bytes) -> None:
        self._seen.open -= 1
        self._seen.last = time.monotonic()
        if isinstance(self._transport, asyncio.Transport) and not self._transport.is_closing():
            self._transport.write(reply)


def _completion(content: str) -> bytes:
    """The whole HTTP response that brings the content as a chat completion."""
    message = {"role": "assistant", "content": content}
    body = {
        "id": "scripted",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": _TOKENS,
    }
    sent = json.dumps(body).encode()
    return _HEAD % len(sent) + sent


async def _serve(answers: Mapping[str, str], latency: float) -> None:
    replies = {key.encode(): _completion(content) for key, content in answers.items()}
    seen = _Seen(replies, latency)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Answering(seen), "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    # Until the process that wants the answers closes its end.
    await loop.run_in_executor(None, sys.stdin.read)
    print(seen.told(), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.stdin.readline()), float(sys.argv[1])))
