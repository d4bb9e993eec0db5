"""Which diagnosis leads the claim, and which could."""

from __future__ import annotations

from agent.context import AuditContext, Billed
from agent.rules.order import MANIFESTATION

__all__ = [
    "EXTERNAL_CAUSE",
    "MANIFESTATION",
    "UNACCEPTABLE",
    "WITH_SECONDARY",
    "first_listed",
    "next_to_lead",
]

EXTERNAL_CAUSE = "ecodepdx"
UNACCEPTABLE = "unacceptable"
#: The editor's mark for codes acceptable as principal when any secondary diagnosis is reported.
WITH_SECONDARY = "reqsdx"


def first_listed(context: AuditContext) -> Billed | None:
    """Diagnosis 1, if it is billable on the date; the validity rules speak about others."""
    return next((b for b in context.billable if b.position == 1), None)


def next_to_lead(context: AuditContext) -> Billed | None:
    """The first later diagnosis that no edit bars from leading."""
    barred = {EXTERNAL_CAUSE, UNACCEPTABLE, MANIFESTATION}
    return next(
        (
            b
            for b in context.billable
            if b.position > 1 and not barred & context.catalog.flags(b.code)
        ),
        None,
    )
