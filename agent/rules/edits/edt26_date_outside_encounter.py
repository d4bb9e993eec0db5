"""EDT26: a service dated outside the encounter."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines

_DAYS_BEFORE_A_STAY = 3


class DateOutsideEncounter(Rule):
    """The dates of the lines lie within the dates that the claim covers.

    Catches: a line of 6 May on a claim of 4 to 5 May.
    Right: the day on which the service was rendered.
    Silent: on lines without a date; after the first day when the claim states no last day; and on
    the three days before an inpatient stay, whose services are billed with it.
    """

    id = "EDT26"
    name = "date_outside_encounter"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("CARC:16",)
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        encounter = context.bundle.encounter
        first, last = encounter.service_from, encounter.service_to
        allowed = _DAYS_BEFORE_A_STAY if encounter.setting is Setting.INPATIENT else 0
        for line in billed_lines(context):
            early = (first - line.day).days > allowed
            late = last is not None and line.day > last
            if not (early or late):
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is dated {line.day}, {'before' if early else 'after'} the encounter "
                f"({first}{f' to {last}' if last else ''}).",
                cite=["CARC:16"],
                action=Action.NONE,
                do="correct the date of the line or of the claim",
                denial_risk=["CARC 16"],
            )
