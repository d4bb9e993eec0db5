"""SEQ44: a procedure that was not carried out, coded before the reason for it."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import first_listed, next_to_lead


class CancelledProcedureFirst(Rule):
    """The reason for a surgery is coded first, even when the surgery is not performed.

    Catches: Z53.09 (procedure not carried out because of a contraindication) before K80.20.
    Right: K80.20, then Z53.09.
    Silent: when the reason leads.
    """

    id = "SEQ44"
    name = "cancelled_procedure_first"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:IV.A", "OCG:II.F")
    needs_quote = False
    about = ("Z53",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not first.code.startswith("Z53"):
            return
        lead = next_to_lead(context)
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        yield self.finding(
            context,
            diagnosis(first),
            f"{first.code} says that a procedure was not carried out; the reason for the procedure "
            "comes first.",
            cite=["OCG:II.F" if inpatient else "OCG:IV.A"],
            action=Action.RESEQUENCE if lead else Action.ADD,
            do=f"put {lead.code} first, if the procedure was for it"
            if lead
            else "report the condition that the procedure was for, first",
            codes=[lead.code, first.code] if lead else [],
            evidence=quotes(mentions_of(context, lead.code))[:2] if lead else (),
        )
