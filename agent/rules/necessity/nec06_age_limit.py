"""NEC06: a patient outside the ages for which the policy pays."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject
from agent.rules.necessity.statements import items
from agent.rules.needs import Need


class AgeLimit(Rule):
    """The patient is younger or older than the policy of the procedure allows.

    Catches: G0103 (screening for prostate cancer) for a man of 44, under a policy from age 50.
    Right: the service within the ages of the policy, or one that is ordered for a sign or symptom.
    Silent: when the age is not known (the report says so), and when the policy states no ages.
    """

    id = "NEC06"
    name = "policy_age_limit"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("POL:*", "CARC:6")
    needs_quote = False
    needs = frozenset({Need.LINES, Need.AGE})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        age = context.bundle.patient.age_on(context.bundle.encounter.service_from)
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            for item in items(context, line):
                ages = item.policy.ages
                if ages is None or age is None or ages.least <= age <= ages.most:
                    continue
                yield self.finding(
                    context,
                    line_subject(number, line),
                    f"Line {number} ({line.procedure}): the patient is {age}; the policy "
                    f"{item.pack.title} is for {_span(ages.least, ages.most)}.",
                    cite=[item.citation],
                    also_cite=["CARC:6"],
                    action=Action.NONE,
                    do="check age and procedure; expect a denial, and give notice where due",
                    denial_risk=["CARC 6"],
                )


def _span(least: int, most: int) -> str:
    if most >= 124:
        return f"ages from {least}"
    return f"ages {least} to {most}"
