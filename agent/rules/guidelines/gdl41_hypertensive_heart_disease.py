"""GDL41: hypertension and heart disease as two codes."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.hypertensive import evidence, hypertensive

#: Heart diseases that I11 covers without a code of their own.
_WITHIN = ("I51.5", "I51.7")


class HypertensiveHeartDisease(Rule):
    """Hypertension with heart failure or another heart disease that the guideline names.

    Catches: I10 (hypertension) with I50.9 (heart failure).
    Right: I11.0 with I50.9: the classification presumes that hypertension is behind the heart
    disease (I50, I51.4, I51.5, I51.7, I51.89, I51.9) though the provider does not say so.
    Silent: when the chart says that the two are unrelated, when a chronic kidney disease is billed
    as well (GDL43), and for other heart diseases, such as atrial fibrillation or coronary disease.
    """

    id = "GDL41"
    name = "hypertensive_heart_disease"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.C.9.a.1", "OCG:I.C.9.a", "OCG:I.A.15")
    needs_quote = False
    about = ("I10",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        found = hypertensive(context)
        if found is None or not found.right.startswith("I11"):
            return
        within = next((b.code for b in found.heart if b.code in _WITHIN), None)
        rest = f", and drop {within}" if within else ""
        yield self.finding(
            context,
            diagnosis(found.lead),
            f"{found.lead.code} stands beside {found.beside()}: hypertension with heart "
            f"disease is presumed to be hypertensive heart disease, {found.right}.",
            cite=["OCG:I.C.9.a.1"],
            also_cite=["OCG:I.C.9.a", "OCG:I.A.15"],
            action=found.action,
            do=f"{found.done()}{rest}, unless the provider documents another cause",
            codes=[found.right] if found.action is Action.REPLACE else [],
            evidence=evidence(context, found),
            denial_risk=["CARC 16"],
        )
