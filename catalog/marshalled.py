"""Compiled look-ups kept as one marshalled file with its digest: read whole, or made again."""

from __future__ import annotations

import marshal
import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from catalog.seal import clear_old

#: A file that was last used so long ago makes room.
_KEPT_DAYS = 30


def read(path: Path) -> Any | None:
    """What was written; None when the file is absent or not as it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if sha256(content[32:]).digest() != content[:32]:
        return None
    return marshal.loads(content[32:])


def write(path: Path, values: tuple[Any, ...], kind: str) -> None:
    """Write a file of a kind (`terms-*.bin`), and remove those of it that nobody uses.

    A folder that cannot be written to costs time at every start, nothing else.
    """
    content = marshal.dumps(values)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(sha256(content).digest() + content)
        Path(name).replace(path)
        clear_old(path.parent, kind, _KEPT_DAYS)
    except OSError:
        return
