"""NEC10: a diagnostic study whose only diagnosis is a screening code."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.necessity.pointed import line_subject, pointed_to
from agent.rules.necessity.screening import screening_pairs
from agent.rules.needs import Need


class ScreeningOrDiagnostic(Rule):
    """A diagnostic study points to a screening code alone.

    Catches: 77066 (diagnostic mammography) pointed to Z12.31 alone.
    Right: 77067 (screening mammography) with Z12.31; or 77066 with the lump or the finding on the
    screening images for which it was ordered.
    Silent: when a sign, finding or history is pointed to as well, and for studies that have one
    procedure code for both purposes.
    """

    id = "NEC10"
    name = "screening_or_diagnostic"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.21.c.5", "CARC:11")
    needs_quote = False
    about_procedures = tuple(code for pair in screening_pairs() for code in pair.diagnostic)
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            billed = pointed_to(context, line)
            for pair in screening_pairs():
                if line.procedure not in pair.diagnostic or not billed:
                    continue
                if not all(pair.is_screening(b.code) for b in billed):
                    continue
                codes = ", ".join(b.code for b in billed)
                yield self.finding(
                    context,
                    line_subject(number, line),
                    f"Line {number} ({line.procedure}, {pair.label}) is a diagnostic study; it "
                    f"points to {codes} alone, which says that nothing was suspected.",
                    cite=["OCG:I.C.21.c.5"],
                    also_cite=["CARC:11"],
                    action=Action.NONE,
                    do=(
                        "bill the screening study if it was one, or point the line to the sign or "
                        "finding for which the study was ordered"
                    ),
                    denial_risk=["CARC 11"],
                )
