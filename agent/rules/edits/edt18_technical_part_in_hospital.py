"""EDT18: the technical component on a physician's claim for a hospital patient."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import modified_lines

_HOSPITAL = {
    "19": "an outpatient department off campus",
    "21": "a hospital inpatient",
    "22": "a hospital outpatient department",
    "23": "an emergency department",
}


class TechnicalPartInHospital(Rule):
    """The hospital has the equipment, and bills for it; the physician bills the reading.

    Catches: 71046-TC at place 21 on a professional claim.
    Right: 71046-26 from the physician; the hospital's own claim holds the rest.
    Silent: at places that are no hospital, on facility claims, and when the place is not known.
    """

    id = "EDT18"
    name = "technical_part_in_hospital"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("CPM:12.20.2", "CARC:5", "CARC:4")
    needs_quote = False
    about_modifiers = ("TC",)
    settings = frozenset({Setting.PROFESSIONAL})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        place = context.bundle.encounter.place_of_service or ""
        if place not in _HOSPITAL:
            return
        for line in modified_lines(context):
            if "TC" not in line.modifiers:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is the technical part, at place {place} ({_HOSPITAL[place]}), where "
                "the hospital bills it.",
                cite=["CPM:12.20.2"],
                also_cite=["CARC:5", "CARC:4"],
                action=Action.NONE,
                do="report 26 for the reading, or remove the line",
                denial_risk=["CARC 5", "CARC 4"],
            )
