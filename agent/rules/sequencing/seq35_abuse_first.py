"""SEQ35: injuries before the abuse that they came of."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.sequencing.lead import first_listed

_INJURIES = ("S", "T0", "T1", "T2", "T30", "T31", "T32", "F43")


class AbuseFirst(Rule):
    """Abuse or neglect, confirmed or suspected, comes before the injuries and mental conditions.

    Catches: S02.0XXA (fracture of vault of skull) before T74.12XA (child physical abuse,
    confirmed).
    Right: T74.12XA, then S02.0XXA.
    Silent: when a code of the abuse leads, when an obstetric code does, and for conditions that
    abuse does not bring about.
    """

    id = "SEQ35"
    name = "abuse_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.f", "TAB:*:useAdditionalCode")
    needs_quote = False
    about = ("T74", "T76")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        abuse = [b for b in billed_under(context, ("T74", "T76")) if b.code.endswith("A")]
        if first is None or not abuse or not first.code.startswith(_INJURIES):
            return
        yield put_before(
            self,
            context,
            abuse[0],
            first,
            f"{first.code} stands before {abuse[0].code} "
            f"({context.catalog.title(abuse[0].code)}), which comes first.",
            cite=["OCG:I.C.19.f"],
            also_cite=[f"TAB:{abuse[0].code[:3]}:useAdditionalCode"],
        )
