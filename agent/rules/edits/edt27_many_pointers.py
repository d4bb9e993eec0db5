"""EDT27: a line that points to more than four diagnoses, or twice to one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines

_MOST = 4


class ManyPointers(Rule):
    """A line of a professional claim points to at most four diagnoses.

    Catches: pointers 1, 2, 3, 4 and 5 on one line.
    Right: the four that best explain the service, the chief one first.
    Silent: on facility claims, whose lines carry no pointers.
    """

    id = "EDT27"
    name = "many_pointers"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NUCC:24E", "CARC:16")
    needs_quote = False
    settings = frozenset({Setting.PROFESSIONAL})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in billed_lines(context):
            count = len(set(line.entry.diagnosis_pointers))
            if count <= _MOST:
                continue
            yield self.finding(
                context,
                line.subject,
                f"{line.named} points to {count} diagnoses; a line has room for four.",
                cite=["NUCC:24E"],
                also_cite=["CARC:16"],
                action=Action.NONE,
                do="point to the four that best explain the service, the chief one first",
                denial_risk=["CARC 16"],
            )
