"""GDL42: hypertension and chronic kidney disease as two codes."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.hypertensive import evidence, hypertensive


class HypertensiveKidneyDisease(Rule):
    """Hypertension with chronic kidney disease is hypertensive chronic kidney disease.

    Catches: I10 (hypertension) with N18.31 (chronic kidney disease, stage 3a).
    Right: I12.9 with N18.31; with stage 5 or end stage renal disease, I12.0.
    Silent: when the chart says that the two are unrelated, when a heart disease that counts is
    billed as well (GDL43), and for acute kidney failure, which is not chronic kidney disease.
    """

    id = "GDL42"
    name = "hypertensive_kidney_disease"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.C.9.a.2", "OCG:I.C.9.a", "OCG:I.A.15")
    needs_quote = False
    about = ("I10",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        found = hypertensive(context)
        if found is None or not found.right.startswith("I12"):
            return
        yield self.finding(
            context,
            diagnosis(found.lead),
            f"{found.lead.code} stands beside {found.beside()}: hypertension with chronic "
            f"kidney disease is presumed to be hypertensive kidney disease, {found.right}.",
            cite=["OCG:I.C.9.a.2"],
            also_cite=["OCG:I.C.9.a", "OCG:I.A.15"],
            action=found.action,
            do=f"{found.done()}, unless the provider documents another cause",
            codes=[found.right] if found.action is Action.REPLACE else [],
            evidence=evidence(context, found),
            denial_risk=["CARC 16"],
        )
