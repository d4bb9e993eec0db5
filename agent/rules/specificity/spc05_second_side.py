"""SPC05: both sides are documented, one is billed."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.specificity.compare import Difference, compare
from agent.rules.specificity.sides import side_of


class SecondSide(Rule):
    """The condition is documented on both sides and billed for one.

    Catches: M17.11 (right knee) billed, "bilateral knee osteoarthritis, primary" documented.
    Right: M17.0, the bilateral code; where there is none, as for knee pain, the codes of both
    sides, M25.561 and M25.562.
    Silent: when the other side or the bilateral code is billed too, when only one side is
    documented, and when the two sides stand in the history but not in the assessment.
    """

    id = "SPC05"
    name = "second_side"
    category = Category.LATERALITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.B.13", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            found = compare(context, billed)
            if found is None or found.difference is not Difference.SECOND_SIDE:
                continue
            single = side_of(context.catalog, found.codes[0]) == "bilateral"
            codes = found.codes if single else (billed.code, *found.codes)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is one side; the note documents both.",
                cite=["OCG:I.B.13"],
                also_cite=[
                    f"TAB:{billed.code}:title",
                    *(f"TAB:{code}:title" for code in found.codes),
                ],
                action=Action.REPLACE if single else Action.ADD,
                do=f"replace with the bilateral code {codes[0]}"
                if single
                else f"add {' and '.join(found.codes)}; there is no bilateral code",
                codes=codes if single else found.codes,
                evidence=found.evidence,
                denial_risk=["CARC 16"],
            )
