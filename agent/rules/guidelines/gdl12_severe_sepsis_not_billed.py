"""GDL12: severe sepsis or septic shock is documented and only sepsis is billed."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import said
from agent.rules.code_groups import billed_of, billed_with, group
from agent.rules.needs import Need


class SevereSepsisNotBilled(Rule):
    """The provider states severe sepsis or septic shock, which R65.2- adds to the sepsis.

    Catches: A41.9 (sepsis), N17.9 billed; "septic shock due to pneumonia" in the chart.
    Right: A41.9, R65.21, N17.9.
    Silent: when R65.2- or T81.12 (after a procedure) is billed, and when the chart denies the
    shock, doubts it, or tells of it as past. An organ dysfunction alone is not enough here: whether
    the sepsis caused it is for the provider to say.
    """

    id = "GDL12"
    name = "severe_sepsis_not_billed"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.C.1.d.1", "OCG:I.C.1.d.2")
    needs_quote = True
    about = group("sepsis")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        sepsis = billed_of(context, "sepsis")
        words = said(context, "severe_sepsis")
        if not words or billed_with(context, "R65.2", "T81.12"):
            return
        shock = said(context, "septic_shock")
        code = "R65.21" if shock else "R65.20"
        yield self.finding(
            context,
            diagnosis(sepsis[0]),
            f"The chart states {'septic shock' if shock else 'severe sepsis'}, and no code of "
            f"R65.2- goes with {sepsis[0].code}.",
            cite=["OCG:I.C.1.d.2" if shock else "OCG:I.C.1.d.1"],
            also_cite=["OCG:I.C.1.d.1"],
            action=Action.ADD,
            do=f"add {code} after {sepsis[0].code}, with the acute organ dysfunction",
            codes=[code],
            evidence=[*shock, *words][:2],
        )
