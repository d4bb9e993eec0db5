"""GDL70: a normal delivery beside what would make it other than normal."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, replace_by, take_out
from agent.rules.base import Rule


class NormalDelivery(Rule):
    """O80 says that nothing went amiss: no other obstetric code, and one living child.

    Catches: O80 (full-term uncomplicated delivery) beside O70.0 (first degree perineal
    laceration), or with Z37.2 (twins, both liveborn).
    Right: O70.0 with Z37.0 and without O80; O80 with Z37.0.
    Silent: for O80 with codes of other chapters; for O82, cesarean delivery without indication,
    which has no such bar.
    """

    id = "GDL70"
    name = "normal_delivery_with_complication"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.15.n.1", "OCG:I.C.15.n.3", "TAB:*:useAdditionalCode")
    needs_quote = False
    about = ("O80",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for normal in billed_under(context, ("O80",)):
            others = billed_under(context, ("O",), ("O80",))
            if others:
                yield self._complicated(context, normal, others[0])
            for outcome in billed_under(context, ("Z37",), ("Z37.0",)):
                yield replace_by(
                    self,
                    context,
                    outcome,
                    ["Z37.0"],
                    f"{outcome.code} ({context.catalog.title(outcome.code)}) does not go with O80, "
                    "which is the delivery of one living child.",
                    cite=["OCG:I.C.15.n.3"],
                    also_cite=["TAB:O80:useAdditionalCode"],
                    why=", or O80 with the code of what complicated the delivery",
                )

    def _complicated(self, context: AuditContext, normal: Billed, other: Billed) -> Finding:
        return take_out(
            self,
            context,
            normal,
            f"O80 is an uncomplicated delivery, and {other.code} "
            f"({context.catalog.title(other.code)}) is billed beside it.",
            cite=["OCG:I.C.15.n.1"],
            beside=other,
            do=f"remove O80; keep {other.code}, if it was present at this admission",
        )
