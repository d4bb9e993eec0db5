"""SEQ34: an underdosing as first-listed diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.answers import put_before
from agent.rules.base import Rule, diagnosis
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
        lead = next_to_lead(context)
        message = (
            f"{first.code} ({context.catalog.title(first.code)}) leads the claim; an "
            "underdosing is "
            "never first-listed."
        )
        cite, also = ["OCG:I.C.19.e.5"], [f"TAB:{first.code}:title"]
        if lead is not None:
            yield put_before(self, context, lead, first, message, cite=cite, also_cite=also)
            return
        yield self.finding(
            context,
            diagnosis(first),
            message,
            cite=cite,
            also_cite=also,
            action=Action.ADD,
            do=f"report the condition that was treated before {first.code}",
            denial_risk=["CARC 16"],
        )
