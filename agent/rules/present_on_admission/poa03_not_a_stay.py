"""POA03: indicators on a claim that is not for a stay."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule
from agent.rules.choices import either
from agent.rules.present_on_admission.reporting import APPENDIX


class NotAStay(Rule):
    """Presence on admission is reported for inpatient stays; other claims have no use for it.

    Catches: an office claim on which J18.9 is marked Y.
    Right: the same claim without indicators; or the setting mended, if it was a stay.
    Silent: when no diagnosis has an indicator.
    """

    id = "POA03"
    name = "poa_outside_inpatient"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = (APPENDIX,)
    needs_quote = False
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        marked = [b.code for b in context.billed if b.entry.poa is not None]
        if not marked:
            return
        yield self.finding(
            context,
            Subject(kind="encounter"),
            f"Indicators of presence on admission are for inpatient claims; here {either(marked)} "
            f"{'has' if len(marked) == 1 else 'have'} one.",
            cite=[APPENDIX],
            action=Action.NONE,
            do="take the indicators off, or correct the setting if this was an inpatient stay",
        )
