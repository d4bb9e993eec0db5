"""EDT13: modifier 24 or 57 on a code that is no visit."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import modified_lines
from agent.rules.edits.visits import is_procedure

_MEANING = {
    "24": "a visit unrelated to a surgery before it",
    "57": "the visit at which surgery was decided upon",
}


class GlobalModifierOnProcedure(Rule):
    """Modifiers 24 and 57 are about visits around a surgery.

    Catches: 47562-57, the surgery itself.
    Right: 99223-57 for the visit that led to it; 78 or 79 for a further procedure.
    Silent: on visits, and on codes of medicine and HCPCS.
    """

    id = "EDT13"
    name = "global_modifier_on_procedure"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("CPM:12.40.2", "CARC:4")
    needs_quote = False
    about_modifiers = tuple(_MEANING)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            modifier = next((m for m in line.modifiers if m in _MEANING), None)
            if modifier is None or not is_procedure(line.procedure):
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} has modifier {modifier}, which marks {_MEANING[modifier]}; "
                f"{line.procedure} is no visit.",
                cite=["CPM:12.40.2"],
                also_cite=["CARC:4"],
                action=Action.NONE,
                do=f"move modifier {modifier} to the visit that it is about, or remove it",
                denial_risk=["CARC 4"],
            )
