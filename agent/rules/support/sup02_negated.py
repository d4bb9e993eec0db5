"""SUP02: a condition that the chart denies or rules out is billed as present."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import saying
from agent.rules.support.asserted import unaffirmed
from agent.rules.support.plainly import plainly


class NegatedBilled(Rule):
    """The chart names the condition only to say that it is not there.

    Catches: J18.9 (pneumonia) billed, "chest film shows no pneumonia", "pneumonia was ruled out".
    Right: the condition that was found, or the symptom that led to the work-up (R05.9, cough).
    Silent: when the chart affirms the condition anywhere, calls it possible, or puts it in the past
    (SUP03, SUP04), when the same words stand elsewhere without a denial, and when the denial stands
    so far from the condition that it may be of something else.
    """

    id = "SUP02"
    name = "negated_condition_billed"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:IV.J", "OCG:III", "OCG:I.B.18", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            found = unaffirmed(context, billed)
            if found is None or found.assertion is not Assertion.NEGATED:
                continue
            if not all(plainly(context, mention) for mention in found.mentions):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is billed as present; the "
                "chart only denies it.",
                cite=["OCG:I.B.18"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.REMOVE,
                do=f"remove {billed.code}",
                evidence=[s for m in found.mentions[:3] for s in saying(context, m)],
                denial_risk=["CARC 167"],
            )
