"""EDT06: a modifier that is not written as modifiers are, or one too many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import ANY_MODIFIER, listed, modified_lines

_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_MOST = 4


class MalformedModifier(Rule):
    """A modifier is two letters or digits, and a line has room for four.

    Catches: `5` or `RT LT` or `-25` in the place of a modifier; five modifiers on one line.
    Right: `50`; `RT` and `LT` each as a modifier of its own; 99 with the others in the remarks.
    Silent: on modifiers of two characters, known or not: which exist changes every quarter.
    """

    id = "EDT06"
    name = "malformed_modifier"
    category = Category.MODIFIER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("NUCC:24D", "CARC:4", "CARC:16")
    needs_quote = False
    about_modifiers = ANY_MODIFIER

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in modified_lines(context):
            faulty = [m for m in line.modifiers if not _MODIFIER.fullmatch(m)]
            if faulty:
                told = f"{line.named} has a modifier that is not two letters or digits."
            elif len(line.modifiers) > _MOST:
                told = (
                    f"{line.named} has {len(line.modifiers)} modifiers; a line has room for four."
                )
            else:
                continue
            yield self.finding(
                context,
                line.subject,
                told,
                cite=["NUCC:24D"],
                also_cite=["CARC:4"],
                action=Action.NONE,
                do=f"correct {listed([repr(m) for m in faulty])}"
                if faulty
                else "keep the modifiers that bear on payment, and report 99 for the others",
                denial_risk=["CARC 4", "CARC 16"],
            )
