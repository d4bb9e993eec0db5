"""NEC08: more units on one day than the policy pays."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject
from agent.rules.necessity.statements import items
from agent.rules.needs import Need


class UnitLimit(Rule):
    """More units of a policy's procedures are billed for one day than the policy pays.

    Catches: 77080 (bone density) with 2 units on one day, under a policy of 1.
    Right: the units that were done and that the policy pays.
    Silent: when the policy states no units. Only this claim is seen: a limit by month or year is
    beyond it.
    """

    id = "NEC08"
    name = "policy_unit_limit"
    category = Category.UNITS
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("POL:*", "CARC:151")
    needs_quote = False
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        lines = context.bundle.claim.lines
        for number, line in enumerate(lines, start=1):
            day = line.service_date or context.date
            for item in items(context, line):
                if item.policy.most_units is None:
                    continue
                alike = [
                    n
                    for n, other in enumerate(lines, start=1)
                    if other.procedure in item.policy.procedures
                    and (other.service_date or context.date) == day
                ]
                units = sum(lines[n - 1].units for n in alike)
                if number != alike[-1] or units <= item.policy.most_units:
                    continue
                yield self.finding(
                    context,
                    line_subject(number, line),
                    f"{units:f} units of {', '.join(item.policy.procedures)} are billed on {day}; "
                    f"the policy {item.pack.title} pays {item.policy.most_units} a day.",
                    cite=[item.citation],
                    also_cite=["CARC:151"],
                    action=Action.NONE,
                    do="check the units; other claims of the patient cannot be seen from here",
                    denial_risk=["CARC 151"],
                )
