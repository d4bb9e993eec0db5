"""GDL47: a subsequent infarction without the first one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes

_TYPE_1 = ("I21.0", "I21.1", "I21.2", "I21.3", "I21.4", "I21.9", "I21.B")


class SubsequentInfarction(Rule):
    """I22 is a new infarction within four weeks of another one, and goes with a code of I21.

    Catches: I22.2 (subsequent non-ST elevation infarction) with no code of I21; I22.2 with I21.A1
    (type 2 infarction), since I22 is for infarctions of type 1 or unspecified type only.
    Right: I22.2 with I21.4; with an infarction more than four weeks ago, I21.4 and I25.2.
    Silent: when I21.0 to I21.4 or I21.9 is billed beside it.
    """

    id = "GDL47"
    name = "subsequent_infarction"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.9.e.4", "TAB:*:title")
    needs_quote = False
    about = ("I22",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        subsequent = billed_with(context, "I22")
        if not subsequent or billed_with(context, *_TYPE_1):
            return
        billed = subsequent[0]
        other = billed_with(context, "I21")
        yield self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} (subsequent infarction) is billed with {other[0].code}, an infarction "
            "of another type."
            if other
            else f"{billed.code} (subsequent infarction) is billed without a code of I21 for the "
            "infarction of the four weeks before.",
            cite=["OCG:I.C.9.e.4"],
            also_cite=[f"TAB:{billed.code}:title"],
            action=Action.NONE,
            do="report each infarction by its type, from I21"
            if other
            else "add the code of I21, if the first infarction is at most four weeks old; else "
            f"replace {billed.code} with one of I21, and report the first as I25.2",
            evidence=quotes(mentions_of(context, billed.code)),
            denial_risk=["CARC 16"],
        )
