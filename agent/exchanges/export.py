"""Recorded exchanges as a file: one JSON line each, in a folder that can be kept or handed on."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from agent.errors import UsageError
from agent.exchanges.recorded import RecordedExchange

FILE_NAME = "exchanges.jsonl"


class Recording:
    """The exchanges in `folder`, in clear text, readable by their owner alone.

    Raises UsageError when the folder cannot be read or written, or a line is not an exchange.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._exchanges: dict[tuple[str, str], RecordedExchange] = {}
        self._cut_off_at: int | None = None
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
            kept = self._exchanges.setdefault(place, exchange)
            if kept is exchange:
                self._write(exchange)
        return kept

    def close(self) -> None:
        """Nothing is held open."""

    def __len__(self) -> int:
        return len(self._exchanges)

    def _read(self) -> None:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be read: {error.strerror}") from None
        whole, _, torn = content.rpartition(b"\n")
        # A killed run leaves its last line cut off; the next one that is written takes its place.
        self._cut_off_at = len(content) - len(torn) if torn else None
        for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
            try:
                exchange = RecordedExchange.from_json(line)
            except ValueError:
                raise UsageError(
                    f"{self.path}: line {number} is not a recorded exchange; delete that line, or "
                    "record again"
                ) from None
            self._exchanges[exchange.key, exchange.endpoint] = exchange

    def _write(self, exchange: RecordedExchange) -> None:
        line = exchange.to_json().encode() + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self._cut_off_at is not None:
                os.truncate(self.path, self._cut_off_at)
                self._cut_off_at = None
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with open(descriptor, "ab", buffering=0) as stream:
                stream.write(line)
        except OSError as error:
            raise UsageError(f"--record: {self.path} cannot be written: {error.strerror}") from None
