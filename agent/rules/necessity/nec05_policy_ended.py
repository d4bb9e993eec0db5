"""NEC05: a service for which every policy at hand ended before the date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext
from agent.models import Action, Category, ClaimLine, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject
from agent.rules.necessity.statements import listed
from agent.rules.needs import Need


class PolicyEnded(Rule):
    """Every policy at hand that lists the procedure had ended by the day of the service.

    Catches: a line of May 2026 whose procedure only an article lists that was retired in March.
    Right: the claim held against what took the policy's place, once that is added.
    Silent: when one policy that lists the procedure is in force, when none lists it, and when the
    policy had not begun yet. It is advice: an article that is retired may have no successor, and
    nothing is then wrong with the claim.
    """

    id = "NEC05"
    name = "policy_ended"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("POL:*",)
    needs_quote = False
    unprovable = "whether another policy has taken its place is for a person to look up"
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            ended = _ended(context, line)
            if ended is None:
                continue
            citation, name, last = ended
            yield self.finding(
                context,
                line_subject(number, line),
                f"{name}, which lists {line.procedure}, ended on {last}; no policy at hand that "
                "lists it is in force.",
                cite=[citation],
                action=Action.NONE,
                do="look up what took its place, and add it; the line was not held against any",
            )


def _ended(context: AuditContext, line: ClaimLine) -> tuple[str, str, date] | None:
    """The last policy that ended: citation, name and last day; None where one is in force."""
    day = line.service_date or context.date
    dated = listed(context, line)
    if not dated or any(last >= day for _, _, _, last in dated):
        return None
    citation, name, _, last = max(dated, key=lambda found: found[3])
    return citation, name, last
