"""NEC02: a service that only unspecified diagnoses support, where the policy denies these."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject, pointed_to, too_vague
from agent.rules.necessity.statements import items
from agent.rules.needs import Need
from agent.rules.specificity.compare import compare


class UnspecifiedDenied(Rule):
    """A line rests on unspecified diagnoses alone, which its policy says are denied.

    Catches: 97140 (manual therapy) pointed only to M79.606, pain in leg, unspecified.
    Right: M79.604, pain in right leg, when the note states the side; else M79.606 as it stands,
    with a query to the provider before billing.
    Silent: when a specific diagnosis supports the line too, when the policy accepts unspecified
    codes, and when a specificity rule can name the better code from the note. Unspecified codes
    are right when the record says no more, so this is advice, and a risk with the payer.
    """

    id = "NEC02"
    name = "unspecified_diagnosis_denied"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("POL:*", "OCG:I.B.18", "CARC:50", "TAB:*:title")
    needs_quote = False
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            billed = pointed_to(context, line)
            for item in items(context, line):
                pack, policy = item.pack, item.policy
                supporting = [b for b in billed if policy.supports(b.code)]
                if not supporting or not all(
                    too_vague(context.catalog, policy, b.code) for b in supporting
                ):
                    continue
                if any(compare(context, b) is not None for b in supporting):
                    continue
                codes = ", ".join(b.code for b in supporting)
                yield self.finding(
                    context,
                    line_subject(number, line),
                    f"Line {number} ({line.procedure}) rests on {codes} alone, unspecified, "
                    f"which the policy {pack.title} denies.",
                    cite=[pack.citation(policy)],
                    also_cite=["OCG:I.B.18", *(f"TAB:{b.code}:title" for b in supporting)],
                    action=Action.NONE,
                    do=(
                        "report the side and site if the record states them; otherwise expect "
                        "a question from the payer, or ask the provider first"
                    ),
                    denial_risk=["CARC 50"],
                )
