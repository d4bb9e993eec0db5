"""EDT22: two initial hospital visits of one stay."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines
from agent.rules.edits.visits import visit_codes, visit_family


class InitialVisitTwice(Rule):
    """A stay has one initial visit of a physician; the later ones are subsequent visits.

    Catches: 99223 on the first day and 99222 on the third.
    Right: 99223, then 99232.
    Silent: when one has modifier AI (the admitting physician) and the other has not, which are
    two physicians, and on one initial visit. A patient admitted twice within the dates is told
    in the record; hence a warning.
    """

    id = "EDT22"
    name = "initial_visit_twice"
    category = Category.PROCEDURE_EDIT
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("CPM:12.30.6.9", "CARC:97")
    needs_quote = False
    about_procedures = visit_codes("hospital_initial")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        initial = [
            line
            for line in billed_lines(context)
            if (family := visit_family(line.procedure)) and family.id == "hospital_initial"
        ]
        if len(initial) < 2 or len({"AI" in line.modifiers for line in initial}) > 1:
            return
        first, *later = sorted(initial, key=lambda line: (line.day, line.number))
        for line in later:
            if line.day == first.day:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is an initial hospital visit on {line.day}; line {first.number} was "
                f"one on {first.day}.",
                cite=["CPM:12.30.6.9"],
                also_cite=["CARC:97"],
                action=Action.NONE,
                do="report a subsequent hospital visit, unless the patient was admitted again",
                denial_risk=["CARC 97"],
            )
