"""A folder in the library to compile in; those that a killed process left are cleared away."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from catalog.library.installed import default_folder

_PREFIX = ".adding-"
_LOCK = "in-use"
#: Seconds after which a folder without a lock is taken for left behind.
_AGE = 3600.0


@contextmanager
def workshop(folder: Path | None = None) -> Iterator[str]:
    """A folder beside the library, so that a finished file is moved there, not copied."""
    target = folder or default_folder()
    target.mkdir(parents=True, exist_ok=True)
    for left in target.glob(f"{_PREFIX}*"):
        if _abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(dir=target, prefix=_PREFIX) as scratch,
        (Path(scratch) / _LOCK).open("w") as lock,
    ):
        _take(lock)
        yield scratch


def _abandoned(folder: Path) -> bool:
    """Whether no living process holds the folder's lock; the lock goes with its process."""
    try:
        with (folder / _LOCK).open() as lock:
            return _take(lock)
    except OSError:
        return _age(folder) > _AGE


def _take(lock: IO[str]) -> bool:
    if sys.platform == "win32":
        return False  # an open file cannot be removed there, so nothing of a living process is
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0
