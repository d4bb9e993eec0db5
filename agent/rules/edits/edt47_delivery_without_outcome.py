"""EDT47: a delivery procedure without the outcome of the delivery."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.procedures import billed_procedures

_DELIVERIES = frozenset(("vagdel", "csect"))
_OUTCOME = "delout"


class DeliveryWithoutOutcome(Rule):
    """A delivery procedure goes with a code of Z37 among the secondary diagnoses.

    Catches: 10D07Z3 (delivery with forceps) without Z37.0 (single live birth) or another of Z37.
    Right: the procedure, and Z37.0 after the principal diagnosis.
    Silent: when a code of Z37 stands among the secondary diagnoses; before October 2018, when the
    edit began; and on procedures that are no delivery.
    """

    id = "EDT47"
    name = "delivery_without_outcome"
    category = Category.MISSED_CODE
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("MCE:questionable_obstetric_admission", "CARC:16")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        delivery = next((p for p in billed_procedures(context) if _DELIVERIES & p.flags), None)
        if delivery is None:
            return
        flags = (context.catalog.flags(b.code) for b in context.billable if b.position > 1)
        if any(_OUTCOME in given for given in flags):
            return
        yield self.finding(
            context,
            delivery.subject,
            f"{delivery.code} is a delivery; no secondary diagnosis tells its outcome (Z37).",
            cite=["MCE:questionable_obstetric_admission"],
            also_cite=["CARC:16"],
            action=Action.NONE,
            do="add the code of Z37 that the record supports",
            denial_risk=["CARC 16"],
        )
