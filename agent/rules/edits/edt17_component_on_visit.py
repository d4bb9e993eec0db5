"""EDT17: a component or a side on a visit."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import listed, modified_lines
from agent.rules.edits.visits import visit_family

_FOREIGN = ("26", "TC", "50", "LT", "RT", "51")


class ProcedureModifierOnVisit(Rule):
    """A visit has no reading, no equipment and no side.

    Catches: 99213-26; 99214-RT; 99213-51.
    Right: 99213.
    Silent: on eye examinations and on codes that are no visits.
    """

    id = "EDT17"
    name = "procedure_modifier_on_visit"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("CPM:12.20.2", "NCCI:anatomic_modifiers", "CARC:4")
    needs_quote = False
    about_modifiers = _FOREIGN

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            foreign = [m for m in _FOREIGN if m in line.modifiers]
            if not foreign or visit_family(line.procedure) is None:
                continue
            component = {"26", "TC"} & set(foreign)
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is a visit; {listed(foreign)} "
                f"{'is' if len(foreign) == 1 else 'are'} for procedures.",
                cite=["CPM:12.20.2" if component else "NCCI:anatomic_modifiers"],
                also_cite=["CARC:4"],
                action=Action.NONE,
                do=f"remove {listed(foreign)}",
                denial_risk=["CARC 4"],
            )
