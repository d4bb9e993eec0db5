"""EDT42: an ICD-10-PCS code that is not valid on the day."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.procedures import billed_procedures


class InvalidProcedure(Rule):
    """A procedure code must be in the ICD-10-PCS tables in force at discharge.

    Catches: 0SRC0J, one character short; 0370046 with a discharge after 30 September 2019, when
    it ended.
    Right: a code of seven characters from the tables of the year.
    Silent: on codes valid that day.
    """

    id = "EDT42"
    name = "invalid_procedure"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:invalid_code", "CARC:16")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for procedure in billed_procedures(context):
            if procedure.valid:
                continue
            periods = context.catalog.catalog.procedures.periods(procedure.code)
            if not periods:
                why = "is no ICD-10-PCS code"
            elif periods[0].start > context.date:
                why = f"is valid from {periods[0].start} only"
            else:
                why = f"was valid to {periods[-1].end} only"
            yield self.finding(
                context,
                procedure.subject,
                f"{procedure.code} {why}; the claim will be returned.",
                cite=["MCE:invalid_code"],
                also_cite=["CARC:16"],
                action=Action.NONE,
                do="report the code of the tables in force at discharge",
                denial_risk=["CARC 16"],
            )
