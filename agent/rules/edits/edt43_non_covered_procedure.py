"""EDT43: a procedure that Medicare does not cover."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.procedures import billed_procedures, not_covered_because


class NonCoveredProcedure(Rule):
    """Some procedures are not covered by Medicare, always or on some claims.

    Catches: 00F3XZZ (always); 0U570ZZ with Z30.2 (sterilization); a pancreas transplant without
    type 1 diabetes or a kidney transplant; a lumbar disc prosthesis after the age of 60.
    Right: the procedure that was performed, if it was another; else a claim without payment.
    Silent: when the condition of the edit is not met, or cannot be told because the age is not
    known. Other payers cover what Medicare does not; hence a warning.
    """

    id = "EDT43"
    name = "non_covered_procedure"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("MCE:non_covered", "CARC:96")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for procedure in billed_procedures(context):
            why = not_covered_because(context, procedure)
            if not why:
                continue
            yield self.finding(
                context,
                procedure.subject,
                f"{procedure.code} will not be paid: {why}.",
                cite=["MCE:non_covered"],
                also_cite=["CARC:96"],
                action=Action.NONE,
                do="check the code against the operative report, and the payer's terms of coverage",
                denial_risk=["CARC 96"],
            )
