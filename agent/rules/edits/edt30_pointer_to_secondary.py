"""EDT30: a line that points first to a code which can only stand second."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines, pointed
from agent.rules.sequencing.lead import EXTERNAL_CAUSE, MANIFESTATION

_WHY = {
    EXTERNAL_CAUSE: ("OCG:I.C.20.a.6", "tells how an injury came about, not what it is"),
    MANIFESTATION: (
        "MCE:manifestation_principal",
        "is a manifestation of a disease named before it",
    ),
}


class PointerToSecondary(Rule):
    """The first pointer names what chiefly explains the service; some codes never do.

    Catches: a radiograph that points first to W19.XXXA (fall) and then to S93.401A.
    Right: S93.401A first.
    Silent: when the code leads the claim too, of which SEQ02 and SEQ03 speak; and when it is
    pointed to after another.
    """

    id = "EDT30"
    name = "pointer_to_secondary"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NUCC:24E", "OCG:I.C.20.a.6", "MCE:manifestation_principal", "CARC:16")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in billed_lines(context):
            first = next(iter(pointed(context, line)), None)
            if first is None or first.position == 1:
                continue
            flags = context.catalog.flags(first.code)
            why = next((_WHY[flag] for flag in _WHY if flag in flags), None)
            if why is None:
                continue
            citation, words = why
            yield self.finding(
                context,
                line.subject,
                f"{line.named} points first to {first.code}, which {words}.",
                cite=["NUCC:24E"],
                also_cite=[citation, "CARC:16"],
                action=Action.NONE,
                do=f"point first to the condition that explains the service, then to {first.code}",
                denial_risk=["CARC 16"],
            )
