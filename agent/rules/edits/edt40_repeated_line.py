"""EDT40: the same service twice, told in the same words."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines


class RepeatedLine(Rule):
    """Two lines of one code, modifiers and day are read as one line sent twice.

    Catches: 73562-RT twice on 4 May.
    Right: one line; two units where the code is counted; 76, 77, 59 or an X modifier on the second
    when it was done again.
    Silent: when modifiers or days differ. HCPCS codes that begin with a letter are left out: two
    vials of a drug stand on two lines.
    """

    id = "EDT40"
    name = "repeated_line"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("CARC:18",)
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        seen: dict[object, int] = {}
        for line in billed_lines(context):
            key = line.procedure, frozenset(line.modifiers), line.day
            before = seen.setdefault(key, line.number)
            if before == line.number or not line.procedure.isdigit():
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} repeats line {before}: the same code, modifiers and day.",
                cite=["CARC:18"],
                action=Action.NONE,
                do="remove the line, or tell by a modifier that it was done again",
                denial_risk=["CARC 18"],
            )
