"""The lists that detectors rest on: YAML files beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from catalog.data_files import load_yaml

_HERE = Path(__file__).parent


@cache
def facts(name: str) -> Any:
    """The content of `NAME.yaml`. The files are part of the package and covered by tests."""
    return load_yaml(_HERE / f"{name}.yaml")


@cache
def listed(name: str, field: str) -> frozenset[str]:
    """A list of a file as a set in lower case, whether written as a list or as running words."""
    found = facts(name)[field]
    return frozenset(str(w).lower() for w in (found.split() if isinstance(found, str) else found))
