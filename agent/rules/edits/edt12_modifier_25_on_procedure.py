"""EDT12: modifier 25 on a code that is no visit."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import modified_lines
from agent.rules.edits.visits import is_procedure


class ModifierTwentyFiveOnProcedure(Rule):
    """Modifier 25 marks the visit, not the procedure that was done at it.

    Catches: 20610-25 (an injection) beside 99213.
    Right: 99213-25 and 20610.
    Silent: on visits, and on codes of medicine and HCPCS, some of which payers take for visits.
    """

    id = "EDT12"
    name = "modifier_25_on_procedure"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NCCI:modifier_25", "CARC:4")
    needs_quote = False
    about_modifiers = ("25",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            if "25" not in line.modifiers or not is_procedure(line.procedure):
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has modifier 25, and {line.procedure} is no visit.",
                cite=["NCCI:modifier_25"],
                also_cite=["CARC:4"],
                action=Action.NONE,
                do="move modifier 25 to the visit, if the record shows a separate one",
                denial_risk=["CARC 4"],
            )
