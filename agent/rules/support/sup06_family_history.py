"""SUP06: a relative's disease is billed as the patient's."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.support.asserted import family_history_code, unaffirmed


class FamilyHistoryBilled(Rule):
    """The chart names the condition only in the family.

    Catches: E11.9 (type 2 diabetes) billed, "mother has diabetes" and nothing about the patient.
    Right: Z83.3, family history of diabetes mellitus, when it bears on the encounter.
    Silent: when the chart affirms the condition in the patient, or puts it in the patient's past.
    """

    id = "SUP06"
    name = "family_history_billed_as_current"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.21.c.4", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            found = unaffirmed(context, billed)
            if found is None or found.assertion is not Assertion.FAMILY:
                continue
            code = family_history_code(view, billed.code)
            add = code is not None and code not in context.billed_codes
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({view.title(billed.code)}) is billed for the patient; the chart "
                "names it in the family only.",
                cite=["OCG:I.C.21.c.4"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.REPLACE if add else Action.REMOVE,
                do=f"replace with {code}, if the family history bears on the encounter"
                if add
                else f"remove {billed.code}",
                codes=(code,) if code is not None and add else (),
                evidence=[sentence(context, m) for m in found.mentions[:3]],
                denial_risk=["CARC 167"],
            )
