"""POA06: marked as present on admission, and the chart says that it came later."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, marked
from agent.rules.present_on_admission.told import told_of


class DocumentedLater(Rule):
    """A diagnosis is marked Y or U, and the chart says that it began during the stay.

    Catches: N39.0 (urinary tract infection) marked Y, "catheter-associated UTI on hospital day 5";
    J44.1 marked Y, when the exacerbation, and not the disease, began in the hospital.
    Right: N: it is reported when any part of what the code says came after the admission.
    Silent: when the chart also has the condition on admission, when it says nothing of the time,
    for exempt codes, and for W.
    """

    id = "POA06"
    name = "poa_documented_later"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = (APPENDIX,)
    needs_quote = True
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA, Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in marked(context, "Y", "U"):
            told = told_of(context, billed)
            if not told.after or told.before:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is marked {billed.entry.poa}; the chart has the condition begin "
                "after the admission.",
                cite=[APPENDIX],
                action=Action.NONE,
                do=f"report N for {billed.code}",
                evidence=told.after,
                severity=Severity.WARNING if billed.entry.poa == "U" else None,
            )
