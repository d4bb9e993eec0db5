"""GDL43: hypertension with heart disease and chronic kidney disease, not as one code."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.hypertensive import evidence, hypertensive


class HypertensiveHeartAndKidney(Rule):
    """Hypertension, heart disease and chronic kidney disease together take a code of I13.

    Catches: I11.0 with I50.32 and N18.4; I12.9 with N18.31 and I50.9; I11.0 beside I12.9; I10 with
    I50.9 and N18.31.
    Right: I13.0 with I50.32 and N18.4; with stage 5 or end stage renal disease, I13.2.
    Silent: when a code of I13 is billed, when the chart says that one of the two is unrelated to
    the hypertension, and when only heart or only kidney disease is billed (GDL41, GDL42).
    """

    id = "GDL43"
    name = "hypertensive_heart_and_kidney"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.C.9.a.3", "OCG:I.C.9.a", "OCG:I.A.15")
    needs_quote = False
    about = ("I10", "I11", "I12")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        found = hypertensive(context)
        if found is None or not found.right.startswith("I13"):
            return
        yield self.finding(
            context,
            diagnosis(found.lead),
            f"{found.lead.code} stands beside {found.beside()}: hypertension with heart and "
            f"chronic kidney disease takes one code, {found.right}.",
            cite=["OCG:I.C.9.a.3"],
            also_cite=["OCG:I.C.9.a", "OCG:I.A.15"],
            action=found.action,
            do=f"{found.done()}, unless the provider documents another cause",
            codes=[found.right] if found.action is Action.REPLACE else [],
            evidence=evidence(context, found),
            denial_risk=["CARC 16"],
        )
