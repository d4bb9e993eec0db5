"""GDL71: a delivery without its outcome."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import add_to, billed_under
from agent.rules.base import Rule
from agent.rules.guidelines.pregnancy import delivered


class OutcomeOfDelivery(Rule):
    """Every mother's record of a delivery tells its outcome.

    Catches: O80, O82, or a code "complicating childbirth" such as O24.420, with no Z37 code.
    Right: O80 and Z37.0 (single live birth).
    Severity: error for O80 and in a stay; else a warning, since a claim for one service at a
    delivery may tell less.
    Silent: when a Z37 code is on the claim, valid or not, and when no code says that the mother
    delivered at this encounter.
    """

    id = "GDL71"
    name = "outcome_of_delivery_missing"
    category = Category.MISSED_CODE
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.C.15.b.5", "OCG:I.C.21.c.11", "TAB:*:useAdditionalCode")
    needs_quote = False
    about = ("O",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if any(b.code.startswith("Z37") for b in context.billed):
            return
        delivery = delivered(context)
        if delivery is None or billed_under(context, ("P", "Z38")):
            return
        normal = delivery.code == "O80"
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        yield add_to(
            self,
            context,
            delivery,
            ["Z37.0"] if normal else [],
            f"{delivery.code} ({context.catalog.title(delivery.code)}) tells of a delivery, and "
            "no Z37 "
            "code tells its outcome.",
            cite=["OCG:I.C.15.b.5"],
            also_cite=[
                "OCG:I.C.21.c.11",
                *(["TAB:O80:useAdditionalCode"] if normal else []),
            ],
            do="add Z37.0" if normal else "add the Z37 code of the documented outcome",
            severity=None if normal or inpatient else Severity.WARNING,
        )
