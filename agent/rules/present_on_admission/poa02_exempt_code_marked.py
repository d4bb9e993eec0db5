"""POA02: an indicator on a code that is exempt from reporting."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, exempt


class ExemptCodeMarked(Rule):
    """A code on the list of exempt codes carries an indicator, and the field should be blank.

    Catches: Z79.4 (long-term use of insulin) marked Y.
    Right: Z79.4 with the field left blank.
    Silent: for codes that are not exempt, for codes whose exemption is not known because no
    official list is at hand, and for claims of other settings (POA03).
    """

    id = "POA02"
    name = "poa_on_exempt_code"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = (APPENDIX,)
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            # The figure 1 is no indicator at all, and POA04 says so.
            if billed.entry.poa in {None, "1"} or not exempt(context, billed.code):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is exempt from reporting presence on admission and is marked "
                f"{billed.entry.poa}.",
                cite=[APPENDIX],
                action=Action.NONE,
                do=f"leave the field of {billed.code} blank",
            )
