"""POA04: the figure 1, which was the mark of exempt codes and is no longer one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, exempt


class NotAnIndicator(Rule):
    """A diagnosis marked 1: the reporting options are Y, N, U and W, or the field left blank.

    Catches: J18.9 marked 1, as if pneumonia were exempt; Z79.4 marked 1, which older claim forms
    asked for.
    Right: Y, N, U or W for J18.9; a blank field for Z79.4.
    An error for a code that has to be reported, advice for one that is exempt, and a warning where
    that is not known because no official list is at hand.
    Silent: for the four indicators and for blank fields.
    """

    id = "POA04"
    name = "poa_not_an_indicator"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (APPENDIX,)
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        severities = {True: Severity.ADVICE, False: Severity.ERROR, None: Severity.WARNING}
        remedies = {
            True: "leave the field blank",
            False: "report Y, N, U or W, as the record has it",
            None: "leave the field blank if the code is on the list of exempt codes; else report "
            "Y, N, U or W",
        }
        for billed in context.billable:
            if billed.entry.poa != "1":
                continue
            known = exempt(context, billed.code)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is marked 1, which is not among the indicators of presence on "
                "admission.",
                cite=[APPENDIX],
                action=Action.NONE,
                do=remedies[known],
                severity=severities[known],
                denial_risk=[] if known else ["CARC 16"],
            )
