"""POA14: what a newborn has from birth marked as not present on admission."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, listed, marked


class FromBirth(Rule):
    """A newborn is admitted after birth, so what began before or at birth was present.

    Catches: P07.15 (low birth weight) or P15.2 (injury at birth) marked N beside Z38.00 (newborn).
    Right: Y.
    Silent: for conditions that may begin after birth, such as jaundice or sepsis of the newborn,
    and for codes that are exempt.
    """

    id = "POA14"
    name = "poa_newborn"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (APPENDIX, "TAB:*:title")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})
    about = ("P",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in marked(context, "N", "U", "W"):
            if billed.code not in listed("from_birth"):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is marked "
                f"{billed.entry.poa}; what began before or at birth was present on admission.",
                cite=[APPENDIX],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.NONE,
                do=f"report Y for {billed.code}",
                severity=None if billed.entry.poa == "N" else Severity.WARNING,
            )
