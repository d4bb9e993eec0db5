"""SUP03: an uncertain diagnosis is billed as established in an outpatient setting."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import saying
from agent.rules.support.asserted import is_symptom, unaffirmed


class UncertainBilled(Rule):
    """Probable, possible, suspected or rule-out diagnoses are not coded in outpatient settings.

    Catches: an office claim with J18.9 where the assessment says "possible pneumonia".
    Right: the sign or symptom that is certain, such as R05.9, cough.
    Silent: in inpatient settings, where an uncertain diagnosis at discharge is coded as if it were
    established (Official Guidelines II.H, III.C), and when the chart affirms it anywhere.
    """

    id = "SUP03"
    name = "uncertain_diagnosis_billed"
    category = Category.UNCERTAIN_DIAGNOSIS
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:IV.H", "OCG:IV.D", "OCG:I.B.4", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if context.bundle.encounter.setting is Setting.INPATIENT:
            return
        symptoms = [p for p in context.proposals if is_symptom(p.code)]
        for billed in context.billable:
            found = unaffirmed(context, billed)
            if found is None or found.assertion is not Assertion.POSSIBLE:
                continue
            codes = [p.code for p in symptoms if p.code not in context.billed_codes]
            known = [p for p in symptoms if p.code in context.billed_codes]
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is documented as uncertain "
                "and cannot be reported in this setting.",
                cite=["OCG:IV.H"],
                also_cite=["OCG:IV.D", "OCG:I.B.4", f"TAB:{billed.code}:title"],
                action=Action.REPLACE if codes and not known else Action.REMOVE,
                do=_advice(billed.code, codes, bool(known)),
                codes=() if known else codes,
                evidence=[
                    *(s for m in found.mentions[:3] for s in saying(context, m)),
                    *(m.span() for p in symptoms for m in p.mentions[:1]),
                ],
                denial_risk=["CARC 167"],
            )


def _advice(code: str, codes: list[str], symptom_billed: bool) -> str:
    if symptom_billed:
        return f"remove {code}; the documented symptom is on the claim"
    if codes:
        return f"replace with the documented symptom or sign: {' and '.join(codes)}"
    return f"remove {code}; report the symptom, sign or reason for the visit that is certain"
