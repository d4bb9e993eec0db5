"""What the command line says on standard error. No message repeats chart text."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from catalog.sources import SourceMissing


def warn(message: str) -> None:
    """Print a message for a person on standard error."""
    safe = "".join(c if c.isprintable() or c == "\n" else "?" for c in message)
    print(f"chartaudit: {safe}", file=sys.stderr)  # noqa: T201 - this is the message's way out


def explain_fault(error: Exception) -> str:
    """One line on a fault of ours: its kind and place in the code, never its text.

    The text of an exception may hold what was being read, and that may be a chart. The official
    files and the cache folder hold no chart, so faults with these are told in full.
    """
    if isinstance(error, SourceMissing):
        return str(error)
    if isinstance(error, OSError) and error.strerror and isinstance(error.filename, str):
        return f"{error.filename}: {error.strerror}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"internal fault: {type(error).__name__} in {Path(frame.filename).name}, "
        f"line {frame.lineno}; please report it with the command (not the chart)"
    )
