"""SUP13: an impending condition billed as if it had come about."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.support.worded_otherwise import qualified


class Impending(Rule):
    """What was impending or threatened is coded as the condition only if it did occur.

    Catches: I21.9 (acute myocardial infarction) billed, and the chart speaks of "impending
    myocardial infarction" alone.
    Right: I20.0, which the Index has for it; where it has nothing, the condition that was there.
    Silent: when the chart names the condition without such a word anywhere, for conditions whose
    threatened form the classification knows by name (O20.0, threatened abortion), and for
    conditions outside a list of our own.
    """

    id = "SUP13"
    name = "impending_condition"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.B.11", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})
    about = ("F10", "G45", "I21", "I22", "I46", "I63", "I96", "J96", "K72", "N17", "N18", "R57",
             "R65")  # fmt: skip

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for found in qualified(context, "impending"):
            code = found.billed.code
            yield self.finding(
                context,
                diagnosis(found.billed),
                f"{code} ({view.title(code)}) is billed as having occurred; the chart calls it "
                "impending.",
                cite=["OCG:I.B.11"],
                also_cite=[f"TAB:{code}:title"],
                action=Action.REPLACE if found.instead else Action.REMOVE,
                do=f"replace with {found.instead}, if it did not occur"
                if found.instead
                else f"replace {code} with the condition that was there, if it did not occur",
                codes=[found.instead] if found.instead else [],
                evidence=[sentence(context, m) for m in found.mentions[:3]],
                denial_risk=["CARC 167"],
            )
