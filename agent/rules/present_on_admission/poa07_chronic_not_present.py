"""POA07: a chronic condition marked as not present on admission."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, listed, marked
from agent.rules.present_on_admission.told import placed_before


class ChronicNotPresent(Rule):
    """A chronic condition was there on admission, even when it was diagnosed afterwards.

    Catches: I10 (hypertension) or N18.31 (chronic kidney disease, stage 3a) marked N.
    Right: Y.
    An error for N, a warning for U and W.
    Silent: for codes that join a chronic condition with an acute event (J44.1, I50.23, K25.4):
    these are N when the event came after the admission; for conditions outside a list of our own,
    which holds only what is chronic by its nature or its title; and where the chart's own words
    place it before the admission (POA05).
    """

    id = "POA07"
    name = "poa_chronic_condition"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (APPENDIX,)
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in marked(context, "N", "U", "W"):
            if billed.code not in listed("chronic") or placed_before(context, billed):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is marked "
                f"{billed.entry.poa}; a chronic condition is reported as present on admission.",
                cite=[APPENDIX],
                action=Action.NONE,
                do=f"report Y for {billed.code}",
                severity=None if billed.entry.poa == "N" else Severity.WARNING,
            )
