"""GDL37: a former smoker billed as dependent on nicotine."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import Spoken, phrases, said
from agent.rules.code_groups import billed_of, group
from agent.rules.needs import Need


class FormerSmoker(Rule):
    """Tobacco use that is over is history, Z87.891, and no nicotine dependence.

    Catches: F17.210 (nicotine dependence, cigarettes) with "former smoker, quit in 2015".
    Right: Z87.891.
    Silent: when any document tells of present use, dependence or cessation treatment; for codes of
    dependence in remission; and when the former smoker is a relative.
    """

    id = "GDL37"
    name = "former_smoker"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("TAB:*:excludes1", "OCG:I.C.21.c.4")
    needs_quote = True
    about = group("nicotine_dependence_now")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_of(context, "nicotine_dependence_now")
        words = said(context, "former_smoker", past=True)
        if not billed or not words:
            return
        present = phrases(context, "present_smoker")
        if any(p.spoken in (Spoken.PRESENT, Spoken.DOUBTED) for p in present):
            return
        yield self.finding(
            context,
            diagnosis(billed[0]),
            f"{billed[0].code} is billed as present; the chart says that the use is over.",
            cite=["TAB:F17:excludes1"],
            also_cite=["OCG:I.C.21.c.4"],
            action=Action.REPLACE,
            do="replace with Z87.891",
            codes=["Z87.891"],
            evidence=words[:2],
            denial_risk=["CARC 16"],
        )
