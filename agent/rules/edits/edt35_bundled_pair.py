"""EDT35: two codes of a day that NCCI does not pay together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import BilledLine, billed_lines
from agent.rules.edits.ncci import ANY_PROCEDURE, SETTINGS, parting_modifiers, service_of
from agent.rules.needs import Need

_NEVER, _WITH_MODIFIER = "0", "1"


class BundledPair(Rule):
    """NCCI lists pairs of codes of which only the first is paid for a patient and day.

    Catches: both codes of a pair with indicator 0; of a pair with indicator 1 when neither line has
    a modifier that tells the two services apart.
    Right: the first code alone; or, where the record shows a separate service and the indicator is
    1, the modifier that says how it was separate.
    Silent: on pairs with indicator 9, on days outside the pair's dates, and when a modifier of
    NCCI's list stands on either line. Without the quarterly file the report says that the rule
    could not run; none is shipped.
    """

    id = "EDT35"
    name = "bundled_pair"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("NCCI:ptp:*", "CARC:236", "CARC:97")
    needs_quote = False
    settings = SETTINGS
    about_procedures = ANY_PROCEDURE
    needs = frozenset({Need.NCCI_PTP})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        service = service_of(context)
        table = context.catalog.catalog.releases.ncci.pairs(service, context.date)
        if table is None:
            return
        for paid, other in permutations(billed_lines(context), 2):
            if paid.day != other.day or paid.procedure == other.procedure:
                continue
            pair = table.pair(paid.procedure, other.procedure, paid.day)
            if pair is None or pair.indicator not in {_NEVER, _WITH_MODIFIER}:
                continue
            never = pair.indicator == _NEVER
            if not never and _parted(paid, other):
                continue
            yield self.finding(
                context,
                other.subject,
                f"{other.named} is not paid beside line {paid.number} ({paid.entry.procedure}) of "
                f"the same day{', with any modifier' if never else ' without a modifier'}.",
                cite=[f"NCCI:ptp:{service.value}"],
                also_cite=["CARC:236", "CARC:97"],
                action=Action.NONE,
                do="remove the line"
                if never
                else "remove the line, or report the modifier that says how it was separate, if "
                "the record shows it",
                rationale=f"NCCI's reason: {pair.rationale}." if pair.rationale else "",
                denial_risk=["CARC 236", "CARC 97"],
            )


def _parted(paid: BilledLine, other: BilledLine) -> bool:
    return bool(parting_modifiers() & {*paid.modifiers, *other.modifiers})
