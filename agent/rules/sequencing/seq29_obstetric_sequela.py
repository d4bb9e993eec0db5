"""SEQ29: the sequela of a pregnancy before what it left behind."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import not_first
from agent.rules.base import Rule
from agent.rules.sequencing.lead import first_listed, next_to_lead


class ObstetricSequela(Rule):
    """O94 follows the condition that an earlier complication of pregnancy left behind.

    Catches: O94 first, N39.3 (stress incontinence) after it; O94 alone.
    Right: N39.3, then O94.
    Silent: when O94 is not first, and in a stay, where the editor refuses it as principal (SEQ01).
    """

    id = "SEQ29"
    name = "obstetric_sequela_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.15.p.3", "TAB:*:codeFirst")
    needs_quote = False
    about = ("O94",)
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or first.code != "O94":
            return
        yield not_first(
            self,
            context,
            first,
            next_to_lead(context),
            "O94 leads the claim; the condition that the earlier complication left comes first.",
            cite=["OCG:I.C.15.p.3"],
            also_cite=["TAB:O94:codeFirst"],
            do="report the present condition before O94",
        )
