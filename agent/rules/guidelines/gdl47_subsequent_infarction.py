"""GDL47: a subsequent infarction without the first one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes


class SubsequentInfarction(Rule):
    """I22 is a new infarction within four weeks of another one, and goes with a code of I21.

    Catches: I22.2 (subsequent non-ST elevation infarction) with no code of I21.
    Right: I22.2 with I21.4; with an infarction more than four weeks ago, I21.4 and I25.2.
    Silent: when a code of I21 is billed beside it (CNV01 speaks of a type 2 infarction there).
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
        if not subsequent or billed_with(context, "I21"):
            return
        billed = subsequent[0]
        yield self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} (subsequent infarction) is billed without a code of I21 for the "
            "infarction of the four weeks before.",
            cite=["OCG:I.C.9.e.4"],
            also_cite=[f"TAB:{billed.code}:title"],
            action=Action.NONE,
            do="add the code of I21, if the first infarction is at most four weeks old; else "
            f"replace {billed.code} with one of I21, and report the first as I25.2",
            evidence=quotes(mentions_of(context, billed.code)),
            denial_risk=["CARC 16"],
        )
