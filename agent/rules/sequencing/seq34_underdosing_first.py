"""SEQ34: an underdosing as first-listed diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import not_first
from agent.rules.base import Rule
from agent.rules.sequencing.lead import first_listed, next_to_lead
from catalog import compact
from catalog.tabular.notes import intent_character

_UNDERDOSING = "6"


class UnderdosingFirst(Rule):
    """Too small a dose is never first: the condition that came of it, or is treated, is.

    Catches: T46.5X6A (underdosing of other antihypertensive drugs) before I10.
    Right: I10, then T46.5X6A and the Z91.1- code of the reason.
    Silent: when the underdosing comes later, and in a stay, where the editor refuses it as
    principal (SEQ01).
    """

    id = "SEQ34"
    name = "underdosing_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.e.5", "TAB:*:title")
    needs_quote = False
    about = ("T36", "T37", "T38", "T39", "T4", "T50")
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not "T36" <= first.code[:3] <= "T50":
            return
        if intent_character(compact(first.code)) != _UNDERDOSING:
            return
        yield not_first(
            self,
            context,
            first,
            next_to_lead(context),
            f"{first.code} ({context.catalog.title(first.code)}) leads the claim; an "
            "underdosing is "
            "never first-listed.",
            cite=["OCG:I.C.19.e.5"],
            also_cite=[f"TAB:{first.code}:title"],
            do=f"report the condition that was treated before {first.code}",
        )
