"""Audits of claims without documentation, all rules on, beside msdrg's edits of the same claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from random import Random
from typing import TYPE_CHECKING

from evals.bench.figures import Figure
from evals.bench.measure import rates
from evals.bench.peers import EDITS, claim_edits

if TYPE_CHECKING:
    from agent.models import ChartBundle

#: Claims audited in turn, so that no two audits near each other have the same codes.
_CLAIMS = 500
_A_TIME = 100
_LEAST = 3_000
#: What primary care bills most, among it some codes that rules speak of.
_DIAGNOSES = (
    *("E11.22", "E11.9", "E66.9", "E78.5", "I10", "I48.91", "I50.9", "N18.32", "N39.0", "D64.9"),
    *("J44.9", "J45.909", "K21.9", "F32.A", "G47.33", "M17.11", "M54.50", "M25.561", "R07.9"),
    *("S93.401A", "Z00.00", "Z23", "Z79.4", "Z79.899", "Z87.891"),
)
_VISITS = ("99202", "99203", "99213", "99214", "99215")
_SERVICES = ("36415", "71046", "73564", "80053", "81001", "93000", "97110")


def claim_audits(seconds: float) -> Iterator[Figure]:
    """Audits a second on one core, warm: six diagnoses, a visit and a service a claim.

    A claim is audited as a batch audits it: every rule, both proofs, the whole report.
    """
    from agent import audit
    from catalog import Catalog

    claims = [_claim(number) for number in range(_CLAIMS)]
    with ExitStack() as opened:
        catalog = opened.enter_context(Catalog.open())
        if not any(audit(claim, catalog=catalog).findings for claim in claims):
            raise RuntimeError("the audits of the bench's claims found nothing")

        def ours() -> int:
            for claim in claims[:_A_TIME]:
                audit(claim, catalog=catalog)
            claims.extend(claims[:_A_TIME])
            del claims[:_A_TIME]
            return _A_TIME

        peer: Callable[[], int] = claim_edits(claims[0], opened)
        own, edits = rates(ours, peer, seconds=seconds)
    name = "claim-only audits, all rules"
    yield Figure(name, own, "/s", "limit", _LEAST, more_is_better=True)
    yield Figure(name, own, "/s", EDITS, edits, more_is_better=True, is_limit=False)


def _claim(number: int) -> ChartBundle:
    from agent.models import ChartBundle

    draw = Random(number)
    return ChartBundle.model_validate(
        {
            "bundle_id": f"claim-{number}",
            "patient": {
                "age": draw.randint(20, 90),
                "sex": draw.choice(["female", "male"]),
            },
            "encounter": {
                "setting": "professional",
                "service_from": f"2026-{draw.randint(4, 6):02}-{draw.randint(1, 28):02}",
                "place_of_service": "11",
            },
            "claim": {
                "diagnoses": draw.sample(_DIAGNOSES, 6),
                "lines": [
                    {"procedure": draw.choice(_VISITS), "diagnosis_pointers": [1, 2, 3]},
                    {"procedure": draw.choice(_SERVICES), "diagnosis_pointers": [1]},
                ],
            },
        }
    )
