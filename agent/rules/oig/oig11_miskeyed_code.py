"""OIG11: a code with two characters in the wrong order, of one that the chart supports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext, Proposal
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of
from agent.rules.needs import Need
from agent.rules.oig.high_risk import TOOLKIT
from catalog import compact


class MiskeyedCode(Rule):
    """The billed code is a documented one with two neighbouring characters exchanged.

    Catches: E87.5 (hyperkalemia) billed, where the note documents hyperlipidemia, E78.5.
    Right: the code that the chart supports, when nothing in the chart speaks for the billed one.
    Silent: when the chart supports the billed code, or the other one is on the claim as well; and
    for codes that are not billable, of which the validity rules speak.
    """

    id = "OIG11"
    name = "miskeyed_code"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = (TOOLKIT,)
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})
    effective_from = date(2023, 12, 1)
    pack = "oig"

    def check(self, context: AuditContext) -> Iterator[Finding]:
        proposed = {compact(p.code): p for p in context.proposals}
        if not proposed:
            return
        for billed in context.billable:
            meant = _meant(compact(billed.code), proposed)
            if meant is None or meant.code in context.billed_codes:
                continue
            if mentions_of(context, billed.code):
                continue
            title = context.catalog.title
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({title(billed.code)}) has no support in the chart; {meant.code} "
                f"({title(meant.code)}), with two characters exchanged, is documented.",
                cite=[TOOLKIT],
                action=Action.REPLACE,
                do=f"replace with {meant.code}, if it was mistyped",
                codes=[meant.code],
                evidence=[m.span() for m in meant.mentions[:2]],
            )


def _meant(code: str, proposed: dict[str, Proposal]) -> Proposal | None:
    """The proposal that the code becomes when two of its neighbouring characters change places."""
    for place in range(1, len(code) - 1):
        left, right = code[place], code[place + 1]
        if left != right:
            swapped = code[:place] + right + left + code[place + 2 :]
            if swapped in proposed:
                return proposed[swapped]
    return None
