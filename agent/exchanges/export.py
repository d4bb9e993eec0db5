"""Recorded exchanges as a file: one JSON line each, in a folder that can be kept or handed on."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from agent.errors import UsageError
from agent.exchanges.cipher import KEY_VARIABLE, Cipher
from agent.exchanges.recorded import RecordedExchange

FILE_NAME = "exchanges.jsonl"
_SEALED = "sealed"


class Recording:
    """The exchanges in `folder`, readable by their owner alone.

    With a key in CHARTAUDIT_STORE_KEY each line that is written is encrypted whole; lines are read
    either way, so that a recording that was begun without a key goes on with one. Raises UsageError
    when the folder cannot be read or written, a line is not an exchange, or its key is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._cipher = Cipher.configured()
        self._lock = threading.Lock()
        self._exchanges: dict[tuple[str, str], RecordedExchange] = {}
        self._lines = self._read_to = 0
        self._read()

    @classmethod
    def existing(cls, folder: Path) -> Recording:
        """The exchanges in a folder that must hold some."""
        if not (folder / FILE_NAME).is_file():
            raise UsageError(
                f"--replay {folder}: holds no {FILE_NAME}; record one with --record {folder}"
            )
        return cls(folder)

    def get(self, key: str, endpoint: str) -> RecordedExchange | None:
        """The exchange of that key with that endpoint, if there is one."""
        return self._exchanges.get((key, endpoint))

    def put(self, exchange: RecordedExchange) -> RecordedExchange:
        """Write the exchange unless its key is there; returns the one that is kept."""
        place = (exchange.key, exchange.endpoint)
        with self._lock:
            if place not in self._exchanges:
                self._write(exchange)
            return self._exchanges[place]

    def claim(self, key: str, endpoint: str, seconds: float) -> bool:
        """Always: a folder is for one run, so that there is nobody to wait for."""
        return True

    def release(self, key: str, endpoint: str) -> None:
        """Nothing is claimed."""

    def close(self) -> None:
        """Nothing is held open."""

    def __len__(self) -> int:
        return len(self._exchanges)

    def _read(self) -> None:
        try:
            with self.path.open("rb") as stream:
                self._catch_up(stream)
        except FileNotFoundError:
            return
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be read: {error.strerror}") from None

    def _catch_up(self, stream: IO[bytes]) -> None:
        """Read the whole lines that were added since the last time, by this process or another."""
        stream.seek(self._read_to)
        whole, end, _ = stream.read().rpartition(b"\n")
        for line in whole.split(b"\n") if whole else ():
            self._lines += 1
            try:
                exchange = RecordedExchange.from_json(self._opened(line))
            except ValueError:
                raise UsageError(
                    f"{self.path}: line {self._lines} is not a recorded exchange; delete that "
                    "line, or record again"
                ) from None
            self._exchanges.setdefault((exchange.key, exchange.endpoint), exchange)
        self._read_to += len(whole) + len(end)

    def _opened(self, line: bytes) -> bytes:
        """The line in clear text. Raises ValueError for what is no line of a recording."""
        value = json.loads(line)
        if not (isinstance(value, dict) and isinstance(value.get(_SEALED), str)):
            return line
        if self._cipher is None:
            raise UsageError(f"{self.path}: is encrypted; set {KEY_VARIABLE} to its key")
        clear = self._cipher.decrypt(value[_SEALED].encode())
        if clear is None:
            raise UsageError(
                f"{self.path}: line {self._lines} is encrypted with another key than that in "
                f"{KEY_VARIABLE}, or was altered"
            )
        return clear

    def _line(self, exchange: RecordedExchange) -> bytes:
        clear = exchange.to_json().encode()
        if self._cipher is None:
            return clear + b"\n"
        sealed = self._cipher.encrypt(clear).decode("ascii")
        return json.dumps({_SEALED: sealed}).encode() + b"\n"

    def _write(self, exchange: RecordedExchange) -> None:
        """Add the exchange, unless another process did in the meantime."""
        line = self._line(exchange)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            with open(descriptor, "r+b") as stream, _held(descriptor):
                self._catch_up(stream)
                # A killed run leaves its last line cut off; this one takes its place.
                stream.truncate(self._read_to)
                if (exchange.key, exchange.endpoint) not in self._exchanges:
                    stream.seek(self._read_to)
                    stream.write(line)
                    stream.flush()
                    self._lines += 1
                    self._read_to += len(line)
                    self._exchanges[exchange.key, exchange.endpoint] = exchange
        except OSError as error:
            raise UsageError(f"--record: {self.path} cannot be written: {error.strerror}") from None


@contextmanager
def _held(descriptor: int) -> Iterator[None]:
    """Hold the file against other processes; where the system has no such locks it is not held."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
