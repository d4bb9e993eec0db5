"""GDL13: septic shock is billed and no document speaks of shock."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs, said
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need


class SepticShockNotDocumented(Rule):
    """R65.21 needs the provider's statement of septic shock; low pressure in sepsis is not it.

    Catches: R65.21 billed; the chart says "sepsis due to pneumonia, hypotensive, given fluids".
    Right: R65.20, when severe sepsis or an organ dysfunction due to the sepsis is stated; else
    A41.9 alone, or a query.
    Silent: when any document names shock, however it is asserted (the support rules judge denials).
    Always for review: reading finds words, and cannot prove that they are missing.
    """

    id = "GDL13"
    name = "septic_shock_not_documented"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.1.d.2", "TAB:*:title")
    needs_quote = False
    unprovable = "an absence cannot be quoted; a coder must read the chart for septic shock"
    about = ("R65.21",)
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_with(context, "R65.21")
        if not billed or occurs(context, "any_shock"):
            return
        severe = said(context, "severe_sepsis")
        yield self.finding(
            context,
            diagnosis(billed[0]),
            "R65.21 (severe sepsis with septic shock) is billed, and no document speaks of shock.",
            cite=["OCG:I.C.1.d.2"],
            also_cite=["TAB:R65.21:title"],
            action=Action.REPLACE if severe else Action.REMOVE,
            do="replace with R65.20, which is documented"
            if severe
            else "read the chart for septic shock; without it remove R65.21, or query the provider",
            codes=["R65.20"] if severe else [],
            evidence=severe[:2] or quotes(mentions_of(context, "A41.9"))[:2],
            denial_risk=["CARC 16"],
            confidence=0.8,
        )
