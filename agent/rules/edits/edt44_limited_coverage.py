"""EDT44: a procedure that Medicare covers under terms only."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.procedures import billed_procedures, not_covered_because


class LimitedCoverage(Rule):
    """Transplants and heart assist devices are covered in approved places, under terms.

    Catches: 0TY00Z0 (kidney transplant) on an inpatient claim.
    Right: the same code, when the hospital is approved and the terms are met.
    Silent: on other procedures, and where the procedure is not covered at all (EDT43). Nothing is
    wrong with the claim, so the finding is advice.
    """

    id = "EDT44"
    name = "limited_coverage"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("MCE:limited_coverage", "CARC:50")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for procedure in billed_procedures(context):
            if "lcov" not in procedure.flags or not_covered_because(context, procedure):
                continue
            yield self.finding(
                context,
                procedure.subject,
                f"{procedure.code} is covered by Medicare under terms only; the claim is reviewed.",
                cite=["MCE:limited_coverage"],
                also_cite=["CARC:50"],
                action=Action.NONE,
                do="have proof that the hospital is approved and the terms of coverage are met",
                denial_risk=["CARC 50"],
            )
