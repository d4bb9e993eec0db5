"""GDL52: COPD with a lower respiratory infection, and the infection not coded."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import add_to, billed_under
from agent.rules.base import Rule

#: Infections that the code also note may mean: influenza and pneumonia, acute bronchitis and
#: bronchiolitis, others of the lower tract, tuberculosis, mycoses, COVID-19 and the like.
_INFECTION = ("J09", "J1", "J20", "J21", "J22", "J85", "J86", "U07.1", "A", "B")


class CopdInfectionNotCoded(Rule):
    """J44.0 says that there is an acute lower respiratory infection; its own code says which.

    Catches: J44.0 billed with no code of an infection.
    Right: J44.0 and J20.9 (acute bronchitis) or J18.9 (pneumonia), as the record has it.
    A warning: whether J44.0 is wrong or the infection was left out, the chart tells.
    Silent: when any infection of the lower tract, COVID-19, or an infectious disease is on the
    claim.
    """

    id = "GDL52"
    name = "copd_infection_not_coded"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.A.17", "OCG:I.C.10.a.1", "TAB:*:codeAlso")
    needs_quote = False
    about = ("J44.0",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if billed_under(context, _INFECTION):
            return
        for billed in billed_under(context, ("J44.0",)):
            proposed = [p.code for p in context.proposals if p.code.startswith(_INFECTION)]
            yield add_to(
                self,
                context,
                billed,
                proposed,
                "J44.0 tells of an acute lower respiratory infection, and no code on the claim "
                "says which.",
                cite=["OCG:I.A.17"],
                also_cite=["TAB:J44.0:codeAlso", "OCG:I.C.10.a.1"],
                do="add the code of the infection; without a documented one, J44.0 does not hold",
            )
