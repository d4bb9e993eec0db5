"""EDT20: two visits of one day that nothing tells apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import BilledLine, billed_lines
from agent.rules.edits.visits import visit_codes, visit_family

#: Say that a visit of the day was another one: unrelated, apart from a procedure or a preventive
#: visit, of the same day in another department, or of another practitioner.
_APART = frozenset(("24", "25", "27", "57", "XE", "XP", "AI"))
_SEPARATE = frozenset(("critical_care_first",))


class TwoVisitsADay(Rule):
    """A physician reports one visit for a patient and day, at the level of all that was done.

    Catches: 99213 and 99214 on one claim and day, without a modifier.
    Right: the one code for all of the day's work; or 99213 and 99214-25 for an unrelated problem.
    Silent: when one of the two has a modifier that tells them apart (24, 25, 27, 57), on critical
    care, and on two lines for the same code, of which EDT40 speaks.
    """

    id = "EDT20"
    name = "two_visits_a_day"
    category = Category.PROCEDURE_EDIT
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("CPM:12.30.6.5", "CARC:97")
    needs_quote = False
    about_procedures = visit_codes()

    def check(self, context: AuditContext) -> Iterator[Finding]:
        days: defaultdict[object, list[BilledLine]] = defaultdict(list)
        for line in billed_lines(context):
            family = visit_family(line.procedure)
            if family is not None and family.id not in _SEPARATE:
                days[line.day].append(line)
        for visits in days.values():
            first, *others = visits
            for line in others:
                told = any(v.procedure == line.procedure for v in visits if v is not line)
                if told or _APART & {*first.modifiers, *line.modifiers}:
                    continue
                yield self.finding(
                    context,
                    line.subject,
                    f"{line.named} is a second visit of {line.day}, beside line {first.number} "
                    f"({first.entry.procedure}).",
                    cite=["CPM:12.30.6.5"],
                    also_cite=["CARC:97"],
                    action=Action.NONE,
                    do="report one visit at the level of all that was done, or modifier 25 where "
                    "the record shows two that are unrelated",
                    denial_risk=["CARC 97"],
                )
