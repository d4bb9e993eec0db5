"""EDT14: modifier 59 on a visit."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import modified_lines
from agent.rules.edits.visits import is_evaluation


class ModifierFiftyNineOnVisit(Rule):
    """Modifier 59 is for services other than visits; a separate visit has modifier 25.

    Catches: 99213-59.
    Right: 99213-25, when the record shows a visit apart from the procedure.
    Silent: on procedures, and on the X modifiers.
    """

    id = "EDT14"
    name = "modifier_59_on_visit"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NCCI:modifier_59", "CARC:4")
    needs_quote = False
    about_modifiers = ("59",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            if "59" not in line.modifiers or not is_evaluation(line.procedure):
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is a visit with modifier 59, which is for other services.",
                cite=["NCCI:modifier_59"],
                also_cite=["CARC:4"],
                action=Action.NONE,
                do="report 25 in place of 59, if the record shows a visit apart from the procedure",
                denial_risk=["CARC 4"],
            )
