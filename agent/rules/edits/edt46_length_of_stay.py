"""EDT46: a procedure that takes longer than the stay."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.procedures import billed_procedures
from agent.rules.needs import Need

_VENTILATION = "5A1955Z"
_DAYS = 4


class LengthOfStay(Rule):
    """Ventilation for more than 96 hours in a row needs a stay of four days.

    Catches: 5A1955Z in a stay from 4 to 6 May.
    Right: 5A1945Z for 24 to 96 hours, by the hours in the record.
    Silent: on stays of four days and more, and when the day of discharge is not known.
    """

    id = "EDT46"
    name = "length_of_stay"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("MCE:length_of_stay", "CARC:16")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.DISCHARGE_DATE})
    about_procedures = (_VENTILATION,)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        encounter = context.bundle.encounter
        if encounter.service_to is None:
            return
        days = (encounter.service_to - encounter.service_from).days
        for procedure in billed_procedures(context):
            if procedure.code != _VENTILATION or days >= _DAYS:
                continue
            yield self.finding(
                context,
                procedure.subject,
                f"{procedure.code} is ventilation for more than 96 hours in a row; the stay was "
                f"of {days} {'day' if days == 1 else 'days'}.",
                cite=["MCE:length_of_stay"],
                also_cite=["CARC:16"],
                action=Action.NONE,
                do="count the hours of ventilation in the record, and report the code for them",
                denial_risk=["CARC 16"],
            )
