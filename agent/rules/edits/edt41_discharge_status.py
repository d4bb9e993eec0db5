"""EDT41: a discharge status that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule
from agent.rules.needs import Need


class DischargeStatus(Rule):
    """The two digits that tell where the patient went must be in use on the day.

    Catches: discharge status 09; 13, which ended in 2003.
    Right: 01 for home, 03 for a skilled nursing facility, 20 for a patient who died, and so on.
    Silent: on statuses in use, and when none is stated, which the report tells once.
    """

    id = "EDT41"
    name = "discharge_status"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:discharge_status", "CARC:16")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.DISCHARGE_STATUS})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        status = context.bundle.encounter.discharge_status or ""
        if context.catalog.catalog.procedures.accepts_status(status, context.date):
            return
        yield self.finding(
            context,
            Subject(kind="encounter"),
            f"Discharge status {status} is not in use on {context.date}.",
            cite=["MCE:discharge_status"],
            also_cite=["CARC:16"],
            action=Action.NONE,
            do="report the status that the discharge summary supports",
            denial_risk=["CARC 16"],
        )
