"""EDT21: a patient who is new twice."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines
from agent.rules.edits.visits import visit_codes, visit_family


class NewPatientTwice(Rule):
    """After the first visit a patient is established; a claim is of one practice.

    Catches: 99203 on 4 May and 99202 on 18 May of one claim; 99203 a week after 99213.
    Right: 99203, then 99213.
    Silent: on the first visit of the claim, which may be the first of all; and on visits of the
    same day, of which EDT20 speaks.
    """

    id = "EDT21"
    name = "new_patient_twice"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("CPM:12.30.6.7", "CARC:16")
    needs_quote = False
    about_procedures = visit_codes("office_new", "home_new", "preventive_new")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        visits = [
            (line, family)
            for line in billed_lines(context)
            if (family := visit_family(line.procedure)) is not None
        ]
        if len(visits) < 2:
            return
        for line, family in visits:
            before = next((v for v, _ in visits if v.day < line.day), None)
            if before is None or not family.new_patient:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is {family.label} on {line.day}; line {before.number} "
                f"({before.entry.procedure}) is a visit of {before.day}.",
                cite=["CPM:12.30.6.7"],
                also_cite=["CARC:16"],
                action=Action.NONE,
                do="report the visit of an established patient",
                denial_risk=["CARC 16"],
            )
