"""EDT29: more diagnoses than the claim has room for."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule

_PROFESSIONAL = 12
_FACILITY = 25


class ManyDiagnoses(Rule):
    """A professional claim has room for twelve diagnoses, a facility's for 25.

    Catches: thirteen diagnoses on a professional claim.
    Right: the twelve that bear on the services; the rest stay in the record.
    Silent: up to 12, on facility claims up to 25.
    """

    id = "EDT29"
    name = "many_diagnoses"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NUCC:21", "CARC:16")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        professional = context.bundle.encounter.setting is Setting.PROFESSIONAL
        room = _PROFESSIONAL if professional else _FACILITY
        count = len(context.bundle.claim.diagnoses)
        if count <= room:
            return
        yield self.finding(
            context,
            Subject(kind="encounter"),
            f"The claim has {count} diagnoses; it has room for {room}, and the rest is not read.",
            cite=["NUCC:21" if professional else "CARC:16"],
            also_cite=["CARC:16"],
            action=Action.NONE,
            do=f"keep the {room} that bear on the services",
            denial_risk=["CARC 16"],
        )
