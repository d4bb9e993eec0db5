"""SUP04: a condition of the past is billed as current."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.phase import Phase, phase_of
from agent.rules.quoting import sentence
from agent.rules.support.asserted import personal_history_code, unaffirmed
from agent.rules.support.plainly import plainly


class HistoricalBilled(Rule):
    """The chart names the condition only as history, and the condition is one that can be over.

    Catches: C50.911 (breast cancer, right) billed, "history of breast cancer, mastectomy 2015".
    Right: Z85.3, personal history of malignant neoplasm of breast.
    Silent: when the chart affirms the condition anywhere, and for diseases that last (hypertension,
    diabetes): "history of hypertension" commonly names a present disease. Also for an old injury
    that causes a present condition, which is a sequela and no history.
    """

    id = "SUP04"
    name = "history_billed_as_current"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.21.c.4", "OCG:I.C.2.m", "OCG:IV.J", "OCG:III.A", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            found = unaffirmed(context, billed)
            if found is None or found.assertion is not Assertion.HISTORICAL:
                continue
            if not all(plainly(context, mention) for mention in found.mentions):
                continue
            code = personal_history_code(view, billed.code)
            if code is None or (billed.code[0] in "ST" and phase_of(context)[0] is Phase.SEQUELA):
                continue
            there = code in context.billed_codes
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({view.title(billed.code)}) is billed as current; the chart names "
                "it as past.",
                cite=["OCG:I.C.2.m" if billed.code[0] == "C" else "OCG:I.C.21.c.4"],
                also_cite=["OCG:I.C.21.c.4", f"TAB:{billed.code}:title", f"TAB:{code}:title"],
                action=Action.REMOVE if there else Action.REPLACE,
                do=f"remove {billed.code}; {code} is on the claim"
                if there
                else f"replace with {code}",
                codes=() if there else (code,),
                evidence=[sentence(context, m) for m in found.mentions[:3]],
                denial_risk=["CARC 167"],
            )
