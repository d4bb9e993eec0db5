"""SEQ27: a normal delivery that does not lead, or an outcome of delivery that does."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.sequencing.lead import UNACCEPTABLE, first_listed, next_to_lead


class DeliveryCodes(Rule):
    """O80 is the principal diagnosis of its claim, and Z37 always a secondary one.

    Catches: D64.9 first and O80 after it; Z37.0 first and O80 or another code after it.
    Right: O80, then Z37.0, then what else was there.
    Silent: when other obstetric codes stand beside O80, which then has no place at all (GDL70),
    and for Z37 first in a stay where the editor refuses it (SEQ01).
    """

    id = "SEQ27"
    name = "delivery_and_outcome_order"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.15.n.1", "OCG:I.C.21.c.11", "OCG:I.C.15.a.1")
    needs_quote = False
    about = ("O80", "Z37")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None:
            return
        if first.code.startswith("Z37"):
            lead = next_to_lead(context)
            inpatient = context.bundle.encounter.setting is Setting.INPATIENT
            refused = inpatient and UNACCEPTABLE in context.catalog.flags(first.code)
            if lead is not None and not refused:
                yield put_before(
                    self,
                    context,
                    lead,
                    first,
                    f"{first.code} (outcome of delivery) leads the claim; it is always secondary.",
                    cite=["OCG:I.C.21.c.11"],
                )
            return
        normal = billed_under(context, ("O80",))
        if normal and first.code != "O80" and not billed_under(context, ("O",), ("O80",)):
            yield put_before(
                self,
                context,
                normal[0],
                first,
                f"{first.code} stands before O80, which is always the principal diagnosis.",
                cite=["OCG:I.C.15.n.1"],
                also_cite=["OCG:I.C.15.a.1"],
            )
