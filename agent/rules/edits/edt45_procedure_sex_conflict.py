"""EDT45: a procedure that the editor did not accept for the patient's sex."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Sex
from agent.rules.base import Rule
from agent.rules.edits.procedures import billed_procedures
from agent.rules.needs import Need

_OPPOSITE = {Sex.FEMALE: "male", Sex.MALE: "female"}


class ProcedureSexConflict(Rule):
    """Until 2024-09-30 the Medicare Code Editor refused procedures marked for the other sex.

    Catches: 0UT90ZZ (resection of the uterus) for a patient recorded as male on 2024-05-01.
    Right: the sex corrected, or the procedure code.
    Silent: from 2024-10-01, when the edit ended; and when the sex on record is unknown.
    """

    id = "EDT45"
    name = "procedure_sex_conflict"
    category = Category.DEMOGRAPHIC_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:sex_conflict", "CARC:7")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.SEX})
    effective_to = date(2024, 9, 30)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        sex = context.bundle.patient.sex
        for procedure in billed_procedures(context):
            if _OPPOSITE.get(sex) not in procedure.flags:
                continue
            yield self.finding(
                context,
                procedure.subject,
                f"{procedure.code} is a procedure of {_OPPOSITE[sex]} patients; this one is "
                f"recorded as {sex.value}.",
                cite=["MCE:sex_conflict"],
                also_cite=["CARC:7"],
                action=Action.NONE,
                do="correct the sex on record, or the procedure code",
                denial_risk=["CARC 7"],
            )
