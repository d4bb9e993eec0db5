"""EDT39: a code saying that the wrong procedure was performed."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes


class WrongProcedure(Rule):
    """A surgical error is not covered: Medicare turns the claim away, and takes the error apart.

    Catches: Y65.51 (wrong procedure on the correct patient) on an inpatient claim.
    Right: the services of the error on a claim without payment, the others on a claim of their own.
    Silent: on other external causes, and in other settings. Reporting the code is right, so the
    finding is a warning.
    """

    id = "EDT39"
    name = "wrong_procedure_performed"
    category = Category.PROCEDURE_EDIT
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("MCE:wrong_procedure", "CARC:96")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    about = ("Y65.5",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            if "wrngproc" not in context.catalog.flags(billed.code):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} says that the wrong procedure was performed; the Medicare editor "
                "turns the claim away.",
                cite=["MCE:wrong_procedure"],
                also_cite=["CARC:96"],
                action=Action.NONE,
                do="bill what belongs to the error on a claim without payment, the rest apart",
                evidence=quotes(mentions_of(context, billed.code)),
                denial_risk=["CARC 96"],
            )
