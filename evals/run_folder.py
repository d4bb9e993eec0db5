"""A run on disk: what it rests on, what is right, and what was predicted, a case a line.

A prediction is on disk before the next is waited for, so that a killed run loses only the cases in
work. When all are there the file is put in gold order.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from pydantic import BaseModel, ValidationError

from agent.errors import UsageError
from evals.budget import FILE_NAME as CHARGES
from evals.contracts import GoldCase, GoldLine, Manifest, Prediction, RefusedRow

MANIFEST, PREDICTIONS, GOLD, REFUSED, SCORES = (
    "manifest.json",
    "predictions.jsonl",
    "gold.jsonl",
    "refused.jsonl",
    "scores.json",
)
_LOCK = ".lock"


class RunFolder:
    """The files of one run. Raises UsageError, with the remedy, where they are not sound."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def manifest(self) -> Manifest | None:
        """The manifest, or None where no run was begun."""
        try:
            text = (self.path / MANIFEST).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError(f"{self.path / MANIFEST}: {error.strerror}") from None
        try:
            return Manifest.model_validate_json(text)
        except ValidationError:
            raise UsageError(
                f"{self.path / MANIFEST}: is not a manifest of this version; choose another --out, "
                "or begin again with --fresh"
            ) from None

    def begin(
        self, manifest: Manifest, cases: Iterable[GoldCase], refused: Iterable[RefusedRow]
    ) -> None:
        """Write all but the predictions; the manifest last, since it says that a run was begun."""
        for name in (MANIFEST, PREDICTIONS, CHARGES, SCORES, "tables.json"):
            (self.path / name).unlink(missing_ok=True)
        gold = (
            GoldLine(**{name: getattr(case, name) for name in GoldLine.model_fields})
            for case in cases
        )
        _write_lines(self.path / GOLD, gold)
        _write_lines(self.path / REFUSED, refused)
        write_whole(self.path / MANIFEST, manifest.model_dump_json(indent=2) + "\n")

    def finished(self) -> dict[str, Prediction]:
        """The predictions on disk by case. A last line that was cut off is dropped, also there."""
        path = self.path / PREDICTIONS
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return {}
        whole, _, torn = content.rpartition(b"\n")
        found = {}
        for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
            try:
                prediction = Prediction.model_validate_json(line)
            except ValidationError:
                raise UsageError(
                    f"{path}: line {number} is damaged; delete that line, or begin again with "
                    "--fresh"
                ) from None
            found[prediction.case_id] = prediction
        if torn:
            with path.open("r+b") as stream:
                stream.truncate(len(content) - len(torn))
        return found

    def keep(self, predictions: Sequence[Prediction]) -> None:
        """Put exactly these predictions in the file, in this order."""
        _write_lines(self.path / PREDICTIONS, predictions)

    def appending(self) -> Appending:
        """The file of predictions, to add lines to."""
        return Appending(self.path / PREDICTIONS)


class Appending:
    """Adds one prediction at a time and waits until it is on disk."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("ab", buffering=0)

    def __enter__(self) -> Appending:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()

    def add(self, prediction: Prediction) -> None:
        line = prediction.model_dump_json().encode() + b"\n"
        while line:
            line = line[self._stream.write(line) or 0 :]
        os.fsync(self._stream.fileno())


class Locked:
    """Holds a folder for one process: two runs at once would pay for the same cases twice.

    The system lets go of the lock when the process ends, however it ends. Where the system has no
    such locks (Windows) the folder is not held.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> Locked:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._stream = (self._folder / _LOCK).open("ab")
        except OSError as error:
            raise UsageError(f"--out {self._folder}: cannot be written: {error.strerror}") from None
        try:
            import fcntl
        except ImportError:
            return self
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._stream.close()
            raise UsageError(f"--out {self._folder}: another run is writing there") from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()


def _write_lines(path: Path, rows: Iterable[BaseModel]) -> None:
    write_whole(path, "".join(row.model_dump_json() + "\n" for row in rows))


def write_whole(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    scratch = path.with_name(f".{path.name}.part")
    with scratch.open("wb") as stream:
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())
    scratch.replace(path)
