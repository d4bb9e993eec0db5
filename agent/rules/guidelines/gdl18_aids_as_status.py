"""GDL18: HIV disease billed as asymptomatic infection."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import said
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need
from agent.rules.support.assessed import superseded_by


class AidsAsStatus(Rule):
    """Once AIDS or an HIV-related illness is documented it is B20 for good, never Z21 or R75.

    Catches: Z21 (asymptomatic HIV infection) with "AIDS, CD4 now 350" or "history of AIDS" in the
    chart.
    Right: B20.
    Silent: when B20 is billed too (CNV01), when the assessment states HIV disease (SUP07), when the
    words are denied, doubted, or of a relative, and for "HIV positive" alone, which is Z21.
    """

    id = "GDL18"
    name = "aids_as_status"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.C.1.a.2",)
    needs_quote = True
    about = ("Z21", "R75")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_with(context, *self.about)
        words = said(context, "aids", past=True)
        if not billed or not words or billed_with(context, "B20", "O98.7"):
            return
        if superseded_by(context, billed[0]) is not None:
            return
        yield self.finding(
            context,
            diagnosis(billed[0]),
            f"{billed[0].code} is billed, and the chart documents HIV disease.",
            cite=["OCG:I.C.1.a.2"],
            action=Action.REPLACE,
            do="replace with B20",
            codes=["B20"],
            evidence=words[:2],
            denial_risk=["CARC 16"],
        )
