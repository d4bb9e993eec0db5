"""POA08: a principal diagnosis marked as not present on admission."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, listed, marked
from agent.rules.present_on_admission.told import told_of


class PrincipalNotPresent(Rule):
    """The principal diagnosis occasioned the admission, so it can hardly have begun afterwards.

    Catches: T81.41XA (infection of a surgical site) as principal diagnosis, marked N.
    Right: Y, if it led to the admission; else the condition that did first, and T81.41XA after it.
    A warning, since a code that joins two conditions is N when either came later.
    Silent: for pregnancy, childbirth and newborns, for chronic conditions (POA07), and where the
    chart says when the condition began (POA05).
    """

    id = "POA08"
    name = "poa_principal_diagnosis"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = (APPENDIX, "OCG:II")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in marked(context, "N"):
            settled = billed.code in listed("chronic") or told_of(context, billed).before
            if billed.position != 1 or billed.code in listed("may_begin_later") or settled:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is the principal diagnosis and marked N: a condition that began "
                "after the admission cannot have occasioned it.",
                cite=["OCG:II", APPENDIX],
                action=Action.QUERY,
                do="report Y if it led to the admission; else put the condition that did first",
                evidence=quotes(mentions_of(context, billed.code))[:2],
            )
