"""EDT28: a line that points twice to one diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines


class RepeatedPointer(Rule):
    """A pointer names a diagnosis once.

    Catches: pointers 1, 2 and 1.
    Right: 1 and 2.
    Silent: when two lines point to the same diagnosis.
    """

    id = "EDT28"
    name = "repeated_pointer"
    category = Category.PROCEDURE_EDIT
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("NUCC:24E", "CARC:16")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in billed_lines(context):
            pointers = line.entry.diagnosis_pointers
            twice = next((p for p in pointers if pointers.count(p) > 1), None)
            if twice is None:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} points to diagnosis {twice} more than once.",
                cite=["NUCC:24E"],
                also_cite=["CARC:16"],
                action=Action.NONE,
                do=f"point to diagnosis {twice} once",
                denial_risk=["CARC 16"],
            )
