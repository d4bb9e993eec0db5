"""SUP14: a borderline condition billed as the condition, where it has a code of its own."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.support.worded_otherwise import qualified


class Borderline(Rule):
    """Where the Index has an entry for the borderline form, that is the code.

    Catches: E11.9 (type 2 diabetes) billed, "borderline diabetes" documented; I10 billed,
    "borderline hypertension".
    Right: R73.03, prediabetes; R03.0, elevated blood pressure reading.
    Silent: when the chart names the condition without that word anywhere, and for conditions
    without such an entry, which are coded as confirmed.
    """

    id = "SUP14"
    name = "borderline_condition"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.B.17", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})
    about = ("E08", "E09", "E10", "E11", "E13", "I10", "I11", "I12", "I13", "I15", "I16")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for found in qualified(context, "borderline"):
            code = found.billed.code
            there = found.instead in context.billed_codes
            yield self.finding(
                context,
                diagnosis(found.billed),
                f"{code} ({view.title(code)}) is billed; the chart calls the condition borderline.",
                cite=["OCG:I.B.17"],
                also_cite=[f"TAB:{code}:title"],
                action=Action.REMOVE if there else Action.REPLACE,
                do=f"remove {code}; {found.instead} is on the claim"
                if there
                else f"replace with {found.instead}",
                codes=[] if there or not found.instead else [found.instead],
                evidence=[sentence(context, m) for m in found.mentions[:3]],
                denial_risk=["CARC 167"],
            )
