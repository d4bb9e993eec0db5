"""NEC07: a patient of the sex for which the policy does not pay."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject
from agent.rules.necessity.statements import items
from agent.rules.needs import Need


class SexLimit(Rule):
    """The policy of the procedure is for the other sex.

    Catches: G0103 (screening for prostate cancer) for a patient on record as female.
    Right: the record's sex corrected where it is wrong, or the procedure that was done.
    Silent: when the sex is not known (the report says so), and when the policy states none. The
    record may be right all the same: payers have a condition code or modifier for such services.
    """

    id = "NEC07"
    name = "policy_sex_limit"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("POL:*", "CARC:7")
    needs_quote = False
    needs = frozenset({Need.LINES, Need.SEX})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        sex = context.bundle.patient.sex
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            for item in items(context, line):
                if item.policy.sex is None or item.policy.sex == sex.value:
                    continue
                yield self.finding(
                    context,
                    line_subject(number, line),
                    f"Line {number} ({line.procedure}): the patient is {sex.value}; the policy "
                    f"{item.pack.title} is for {item.policy.sex} patients.",
                    cite=[item.citation],
                    also_cite=["CARC:7"],
                    action=Action.NONE,
                    do="check the sex on record, and the procedure",
                    denial_risk=["CARC 7"],
                )
