"""SPC01: a code for an unspecified side, although the note states the side."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.needs import Need
from agent.rules.specificity.compare import Difference, compare


class SideLeftOpen(Rule):
    """The side is documented, and the code billed leaves it open.

    Catches: M79.606 (pain in leg, unspecified) billed, "right leg pain" documented.
    Right: M79.604, pain in right leg.
    A warning: when the note gives the side to the site only ("right shoulder" throughout) and the
    condition none of its own.
    Silent: when the note states no side, when the classification has no side for the condition
    (M54.50, low back pain), when the sided code is billed too, and when the site differs as well
    (SPC02 or SPC04 then names the code for both).
    """

    id = "SPC01"
    name = "side_left_open"
    category = Category.LATERALITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.B.13", "OCG:I.B.2", "OCG:IV.F.3", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            found = compare(context, billed)
            if found is None or found.difference is not Difference.SIDE_LEFT_OPEN:
                continue
            both = len(found.codes) > 1
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} leaves the side open; the note states it ({found.stated}).",
                cite=["OCG:I.B.13"],
                also_cite=[
                    "OCG:I.B.2",
                    f"TAB:{billed.code}:title",
                    *(f"TAB:{code}:title" for code in found.codes),
                ],
                action=Action.REPLACE,
                do=f"replace with {' and '.join(found.codes) if both else either(found.codes)}",
                codes=found.codes,
                evidence=found.evidence,
                denial_risk=["CARC 16"],
                rationale=found.rationale,
                severity=None if found.direct else Severity.WARNING,
                confidence=min(found.confidence, 0.8 if both else 1.0),
            )
