"""GDL82: R99 for a patient who was not brought in dead."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule

#: Symptoms, injuries, external causes and circumstances, beside which the cause of death may be
#: unknown.
_TELLS_NO_CAUSE = "RSTVWXYZ"


class UnknownCauseOfDeath(Rule):
    """R99 is for a patient who is dead on arrival; it does not say how a stay ended.

    Catches: R99 on an inpatient claim, or beside I21.9 at an emergency visit.
    Right: the conditions treated; the discharge status tells of the death.
    Silent: for R99 alone outside a stay, or with injuries and external causes.
    """

    id = "GDL82"
    name = "unknown_cause_of_death"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.18.h", "TAB:*:title")
    needs_quote = False
    about = ("R99",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        known = [b for b in context.billable if b.code[0] not in _TELLS_NO_CAUSE]
        if not inpatient and not known:
            return
        for billed in billed_under(context, ("R99",)):
            yield take_out(
                self,
                context,
                billed,
                "R99 is for a patient who is dead on arrival, and "
                + ("this is a stay." if inpatient else f"{known[0].code} was diagnosed."),
                cite=["OCG:I.C.18.h"],
                also_cite=["TAB:R99:title"],
                severity=None if inpatient else Severity.WARNING,
            )
