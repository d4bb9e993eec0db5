"""DOC06: no document of the bundle is of the encounter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule
from agent.rules.needs import Need

#: Notes are dated when they are begun or signed, which may be some days away from the visit.
_LEEWAY = timedelta(days=7)
#: A history of a stay may have been taken well before an elective admission.
_BEFORE_A_STAY = timedelta(days=30)


class OtherDate(Rule):
    """What is billed for an encounter rests on the record of that encounter.

    Catches: a claim for a visit on 4 May with a note dated 12 January and nothing else.
    Right: the note of 4 May in the bundle.
    Silent: when any document has no date or is dated within a week of the encounter (within thirty
    days before a stay), and when the bundle has no documentation.
    """

    id = "DOC06"
    name = "documents_of_other_dates"
    category = Category.DOCUMENTATION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:IV.J", "OCG:III")
    needs_quote = False
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        encounter = context.bundle.encounter
        dates = [d.date for d in context.bundle.documents if d.body.strip()]
        stay = encounter.setting is Setting.INPATIENT
        first = encounter.service_from - (_BEFORE_A_STAY if stay else _LEEWAY)
        last = (encounter.service_to or encounter.service_from) + _LEEWAY
        if not dates or any(day is None or first <= day <= last for day in dates):
            return
        yield self.finding(
            context,
            Subject(kind="encounter"),
            "Every document of the bundle is dated well away from the encounter, whose record they "
            "cannot be.",
            cite=["OCG:III" if stay else "OCG:IV.J"],
            action=Action.NONE,
            do="add the documentation of this encounter, or correct the dates, and audit again",
        )
