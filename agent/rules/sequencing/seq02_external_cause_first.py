"""SEQ02: an external cause code as principal or first-listed diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import EXTERNAL_CAUSE, first_listed, next_to_lead


class ExternalCauseFirst(Rule):
    """A code that tells how an injury came about is never first: the injury is.

    Catches: W19.XXXA (unspecified fall) before S39.012A.
    Right: S39.012A, then W19.XXXA.
    Silent: when an external cause code follows the injury or condition.
    """

    id = "SEQ02"
    name = "external_cause_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:external_cause_principal", "OCG:I.C.20", "OCG:I.C.20.a.6")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or EXTERNAL_CAUSE not in context.catalog.flags(first.code):
            return
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        lead = next_to_lead(context)
        yield self.finding(
            context,
            diagnosis(first),
            f"{first.code} is an external cause code and cannot be "
            f"{'the principal' if inpatient else 'the first-listed'} diagnosis.",
            cite=["MCE:external_cause_principal" if inpatient else "OCG:I.C.20.a.6"],
            also_cite=["OCG:I.C.20.a.6", "OCG:I.C.20"],
            action=Action.RESEQUENCE if lead else Action.ADD,
            do=f"put {lead.code} first and {first.code} after it"
            if lead
            else f"report the injury or condition first, and {first.code} after it",
            codes=[lead.code, first.code] if lead else [],
            evidence=quotes(mentions_of(context, lead.code)) if lead else (),
            denial_risk=["CARC 16"],
        )
