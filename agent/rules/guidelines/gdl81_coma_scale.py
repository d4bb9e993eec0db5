"""GDL81: a coma scale that is incomplete, mixed, or given twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule, diagnosis

_PARTS = {"R40.21": "eyes open", "R40.22": "best verbal response", "R40.23": "best motor response"}
_TOTAL = "R40.24"


class ComaScale(Rule):
    """The coma scale is three codes of one time, or one total where only that is recorded.

    Catches: R40.2112 (eyes) and R40.2222 (words) without R40.23- (movement); R40.2412 (total)
    beside the three parts of the same time.
    Right: one code each of R40.21-, R40.22- and R40.23- with the same 7th character.
    Silent: when a code of the scale is not valid, for a total alone, and for complete scales of
    several times.
    """

    id = "GDL81"
    name = "coma_scale_parts"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.18.e.1", "TAB:*:notes")
    needs_quote = False
    about = (*_PARTS, _TOTAL)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if any(b.code.startswith(self.about) and b not in context.billable for b in context.billed):
            return
        times: dict[str, dict[str, Billed]] = defaultdict(dict)
        for billed in billed_under(context, tuple(_PARTS)):
            times[billed.code[-1]][billed.code[:6]] = billed
        incomplete = [parts for parts in times.values() if len(parts) < len(_PARTS)]
        if incomplete:
            yield self._incomplete(context, incomplete)
        for total in billed_under(context, (_TOTAL,)):
            if total.code[-1] in times:
                part = next(iter(times[total.code[-1]].values()))
                yield take_out(
                    self,
                    context,
                    total,
                    f"{total.code} gives the total of the coma scale, and {part.code} a part of "
                    "it at "
                    "the same time.",
                    cite=["OCG:I.C.18.e.1"],
                    also_cite=["TAB:R40.24:notes"],
                    beside=part,
                )

    def _incomplete(self, context: AuditContext, times: list[dict[str, Billed]]) -> Finding:
        missing = [name for stem, name in _PARTS.items() if stem not in times[0]]
        first = next(iter(times[0].values()))
        mixed = len(times) > 1
        return self.finding(
            context,
            diagnosis(first),
            "The coma scale codes have different 7th characters; one scale is of one time."
            if mixed
            else f"The coma scale with {first.code} lacks {' and '.join(missing)}.",
            cite=["OCG:I.C.18.e.1"],
            action=Action.QUERY,
            do="give the three parts the 7th character of the time they were recorded"
            if mixed
            else "add the missing part, or report the total (R40.24-) where only that is recorded",
            denial_risk=["CARC 16"],
        )
