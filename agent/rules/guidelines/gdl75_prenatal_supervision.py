"""GDL75: prenatal supervision on the record of the delivery."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule


class PrenatalSupervision(Rule):
    """O09 is for the time before labor, and the claim is of a delivery.

    Catches: O09.523 (supervision of elderly multigravida, third trimester) with Z37.0 (single
    live birth).
    Right: the code of what complicated the delivery; O80 where nothing did.
    Silent: when no Z37 code tells of a delivery, and when O80 is on the claim, of which GDL70
    speaks.
    """

    id = "GDL75"
    name = "prenatal_supervision_at_delivery"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.15.b.2", "TAB:*:title")
    needs_quote = False
    about = ("O09",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        outcome = billed_under(context, ("Z37",))
        if not outcome or billed_under(context, ("O80",)):
            return
        for billed in billed_under(context, ("O09",)):
            yield take_out(
                self,
                context,
                billed,
                f"{billed.code} is for prenatal supervision, and {outcome[0].code} says that the "
                "patient delivered.",
                cite=["OCG:I.C.15.b.2"],
                also_cite=[f"TAB:{billed.code}:title"],
                do=f"remove {billed.code}; code what complicated the delivery, or O80 where "
                "nothing did",
            )
