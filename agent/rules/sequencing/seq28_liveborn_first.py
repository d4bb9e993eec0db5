"""SEQ28: a birth record that does not begin with Z38."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.sequencing.lead import first_listed


class LivebornFirst(Rule):
    """The record of a birth begins with Z38; conditions and observations of the newborn follow.

    Catches: P07.15 or Z05.1 first, Z38.00 after it.
    Right: Z38.00, then P07.15.
    Severity: error in a stay; a warning on other claims, which may be for one day's care.
    Silent: when Z38 leads, and when obstetric codes show the claim to be the mother's (GDL76).
    """

    id = "SEQ28"
    name = "liveborn_code_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.16.a.2", "TAB:*:inclusionTerm")
    needs_quote = False
    about = ("Z38",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        born = billed_under(context, ("Z38",))
        if first is None or not born or first in born or billed_under(context, ("O", "Z37")):
            return
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        yield put_before(
            self,
            context,
            born[0],
            first,
            f"{first.code} stands before {born[0].code}, which is principal on the record of a "
            "birth.",
            cite=["OCG:I.C.16.a.2"],
            also_cite=["TAB:Z38:inclusionTerm"],
            severity=None if inpatient else Severity.WARNING,
        )
