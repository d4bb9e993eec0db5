"""POA11: what happens at delivery marked as present before it."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, listed, marked
from agent.rules.present_on_admission.told import told_of


class AtDelivery(Rule):
    """A laceration or hemorrhage of a delivery in the stay began after the admission.

    Catches: O70.1 (second degree laceration during delivery) marked Y beside Z37.0 (outcome of
    delivery).
    Right: N, unless the child was born in the emergency department, before the order to admit.
    Silent: without an outcome of delivery on the claim (a delivery before admission has none), when
    the chart has the condition on admission, and for conditions of pregnancy that may well be there
    before.
    """

    id = "POA11"
    name = "poa_at_delivery"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = (APPENDIX, "TAB:*:title")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})
    about = ("O70", "O71", "O72")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if not any(b.code.startswith("Z37") for b in context.billable):
            return
        for billed in marked(context, "Y"):
            if billed.code not in listed("at_delivery") or told_of(context, billed).before:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) comes with the delivery in "
                "this stay and is marked as present before it.",
                cite=[APPENDIX],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.NONE,
                do=f"report N for {billed.code}, unless the birth came before the order to admit",
            )
