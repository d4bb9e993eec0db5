"""SEQ25: a vaping-related disorder after what it brought about."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.sequencing.lead import first_listed


class VapingFirst(Rule):
    """A condition that vaping brought about comes after U07.0.

    Catches: J96.01 (acute respiratory failure) or R06.02 first, U07.0 second.
    Right: U07.0, then J96.01.
    Silent: when U07.0 leads, and when what leads is no disease or symptom of breathing, chest or
    gut.
    """

    id = "SEQ25"
    name = "vaping_disorder_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.10.e", "TAB:*:useAdditionalCode")
    needs_quote = False
    about = ("U07.0",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not first.code.startswith(
            ("J", "R05", "R06", "R07", "R09", "R10", "R11")
        ):
            return
        for vaping in billed_under(context, ("U07.0",)):
            yield put_before(
                self,
                context,
                vaping,
                first,
                f"{first.code} stands before U07.0; where vaping is the cause, U07.0 is first.",
                cite=["OCG:I.C.10.e"],
                also_cite=["TAB:U07.0:useAdditionalCode"],
                confidence=0.9,
            )
