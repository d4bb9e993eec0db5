"""Seals: whether a compiled file is still the one that was written."""

from __future__ import annotations

import json
import os
from pathlib import Path

from catalog.sources import sha256


def seal(path: Path) -> None:
    """Put down size, time and SHA-256 of a file beside it."""
    stat = path.stat()
    told = {"size": stat.st_size, "mtime": stat.st_mtime_ns, "sha256": sha256(path)}
    scratch = _seal_of(path).with_suffix(f".{os.getpid()}.part")
    scratch.write_text(json.dumps(told), encoding="utf-8")
    scratch.replace(_seal_of(path))


def sealed(path: Path) -> bool:
    """Whether the file is the one that was sealed.

    Size and time are compared first; when they differ the whole file is hashed, so that a copied
    file is accepted and a damaged one is not.
    """
    try:
        told = json.loads(_seal_of(path).read_text(encoding="utf-8"))
        stat = path.stat()
        if (stat.st_size, stat.st_mtime_ns) != (told["size"], told["mtime"]):
            if sha256(path) != told["sha256"]:
                return False
            seal(path)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def clear_old(folder: Path, pattern: str, days: int) -> None:
    """Remove files of a pattern, and their seals, that nobody has opened for so many days.

    What was compiled for other releases or an older version would else stay for ever.
    """
    from time import time

    for path in folder.glob(pattern):
        try:
            if time() - max(path.stat().st_atime, path.stat().st_mtime) > days * 86400:
                path.unlink()
                _seal_of(path).unlink(missing_ok=True)
        except OSError:
            continue


def _seal_of(path: Path) -> Path:
    return path.with_suffix(".seal.json")
