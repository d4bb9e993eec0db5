"""The manner that an endpoint was found to take, kept in the cache folder for the next run.

A file holds the manner alone, under a digest of URL and model; nothing of any chart.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from agent.transport.manner import OPTIONAL, Manner, Mode
from catalog.store import default_folder


def remembered(base_url: str, model: str) -> Manner | None:
    """What was found before; None when nothing was, or the file is not to be read."""
    try:
        kept = json.loads(_file(base_url, model).read_text(encoding="utf-8"))
        return Manner(Mode(kept["mode"]), frozenset(kept["without"]) & OPTIONAL)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(base_url: str, model: str, manner: Manner) -> None:
    """Keep what was found. A folder that cannot be written only costs the next run a question."""
    file = _file(base_url, model)
    text = json.dumps({"mode": manner.mode.value, "without": sorted(manner.without)})
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=file.parent, suffix=".part", delete=False, encoding="utf-8"
        ) as part:
            part.write(text)
        os.replace(part.name, file)
    except OSError:
        return


def _file(base_url: str, model: str) -> Path:
    name = hashlib.sha256(f"{base_url}\n{model}".encode()).hexdigest()[:32]
    return default_folder() / "manners" / f"{name}.json"
