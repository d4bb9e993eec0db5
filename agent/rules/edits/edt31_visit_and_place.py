"""EDT31: a visit of one kind at a place of another."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines
from agent.rules.edits.visits import visit_codes, visit_family
from agent.rules.needs import Need


class VisitAndPlace(Rule):
    """A visit code says where the patient was seen, and so does the place of service.

    Catches: 99222 (initial hospital visit) at place 11 (office); 99284 (emergency department visit)
    at 21; 99213 (office visit) at 21.
    Right: the visit code of the place, or the place where the patient was.
    Silent: on consultations and critical care, which have no place of their own; at telehealth
    places; and on office visits in a hospital's outpatient departments.
    """

    id = "EDT31"
    name = "visit_and_place"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("CPM:26.10.5", "CARC:5")
    needs_quote = False
    settings = frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT, Setting.EMERGENCY})
    about_procedures = visit_codes()
    needs = frozenset({Need.PLACE_OF_SERVICE})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        place = context.bundle.encounter.place_of_service or ""
        for line in billed_lines(context):
            family = visit_family(line.procedure)
            if family is None or family.held_at(place):
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is {family.label}, and the place of service is {place}.",
                cite=["CPM:26.10.5"],
                also_cite=["CARC:5"],
                action=Action.NONE,
                do="report the visit code of the place, or the place where the patient was seen",
                denial_risk=["CARC 5"],
            )
