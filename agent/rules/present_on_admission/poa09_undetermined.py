"""POA09: clinically undetermined by the claim, with no provider who says so."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import APPENDIX, listed, marked
from agent.rules.present_on_admission.told import says_undetermined


class Undetermined(Rule):
    """W reports what the provider cannot determine; it is not the coder's way out.

    Catches: N39.0 marked W, and no provider who says that it cannot be determined whether the
    infection was there on admission.
    Right: Y or N after a query; W once the provider has said so.
    Always for review: reading finds words, and cannot prove that they are missing.
    Silent: when any document says that something cannot be determined, when there is no
    documentation, and for chronic conditions (POA07).
    """

    id = "POA09"
    name = "poa_undetermined_by_whom"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = (APPENDIX,)
    needs_quote = False
    unprovable = "an absence cannot be quoted; a coder must read the chart for such a statement"
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA, Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in marked(context, "W"):
            if billed.code in listed("chronic") or says_undetermined(context):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is marked W, and no provider was found to say that it cannot be "
                "determined when it began.",
                cite=[APPENDIX],
                action=Action.QUERY,
                do="ask the provider whether it was present on admission",
            )
