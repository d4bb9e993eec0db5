"""SEQ31: place, activity or status of an event before its cause."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.guidelines.injuries import causes


class CircumstancesAfterCause(Rule):
    """Place, activity and status of an event follow the external cause itself.

    Catches: Y92.010 (kitchen of a house) or Y99.8 before W10.9XXA (fall on stairs).
    Right: W10.9XXA, then Y92.010, then Y99.8.
    A warning: payers seldom refuse a claim for it, but the order tells which cause is meant.
    Silent: when no cause is on the claim, and when such a code leads it (SEQ02).
    """

    id = "SEQ31"
    name = "circumstances_after_cause"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.20.d", "OCG:I.C.20.b")
    needs_quote = False
    about = ("Y92", "Y93", "Y99")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        events = causes(context)
        early = [
            b
            for b in billed_under(context, ("Y92", "Y93", "Y99"))
            if events and 1 < b.position < events[0].position
        ]
        for billed in early[:1]:
            yield put_before(
                self,
                context,
                events[0],
                billed,
                f"{billed.code} stands before {events[0].code}, the external cause that it "
                "belongs to.",
                cite=["OCG:I.C.20.d"],
                also_cite=["OCG:I.C.20.b"] if billed.code.startswith("Y92") else [],
            )
