"""POA05: marked as not present on admission, and the chart says that it was."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, marked
from agent.rules.present_on_admission.told import placed_before, told_of


class DocumentedOnAdmission(Rule):
    """A diagnosis is marked N or U, and the chart places it before the admission.

    Catches: L89.153 (pressure ulcer of the sacrum, stage 3) marked N, "stage 3 sacral pressure
    ulcer present on arrival".
    Right: Y.
    A diagnosis suspected on admission and confirmed later was present; so was what began in the
    emergency department, under observation or in outpatient surgery before the order to admit.
    Silent: when the chart also says that it came later, or goes on in the same sentence to what
    developed; when it says neither; for exempt codes, and for W, which is the provider's own word.
    """

    id = "POA05"
    name = "poa_documented_on_admission"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (APPENDIX, "OCG:II.H")
    needs_quote = True
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA, Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in marked(context, "N", "U"):
            if not placed_before(context, billed):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is marked {billed.entry.poa}; the chart has the condition on "
                "admission.",
                cite=[APPENDIX],
                action=Action.NONE,
                do=f"report Y for {billed.code}",
                evidence=told_of(context, billed).before,
                severity=Severity.WARNING if billed.entry.poa == "U" else None,
            )
