"""GDL02: a 7th character for another phase of care than the chart tells of."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.guidelines.phase_told import told_otherwise
from agent.rules.needs import Need
from agent.rules.phase import PHASE_IN_WORDS


class PhaseOfCare(Rule):
    """An injury is billed as under active treatment, and its own sentence tells of healing.

    Catches: S52.501A (fracture of the right radius, initial encounter) billed, "follow-up visit for
    the radius fracture, routine healing". Also D billed where the sentence tells of active
    treatment.
    Right: S52.501D, subsequent encounter with routine healing.
    Where D is billed for the one injury of the claim, words for active treatment may also stand
    with a complaint at the same site ("seen for evaluation of finger pain").
    Silent: when the chart has words for both phases or for none, when those words stand in another
    sentence than the injury or the complaint, and for 7th characters other than A and D.
    """

    id = "GDL02"
    name = "phase_of_care"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.a", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed, right, phase, stated in told_otherwise(context):
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is for another phase of care than the chart tells of "
                f"({PHASE_IN_WORDS[phase]}).",
                cite=["OCG:I.C.19.a"],
                also_cite=[f"TAB:{billed.code}:title", f"TAB:{right}:title"],
                action=Action.REPLACE,
                do=f"replace with {right} ({PHASE_IN_WORDS[phase]})",
                codes=[right],
                evidence=stated,
                denial_risk=["CARC 16"],
                confidence=0.8,
            )
