"""GDL45: a type 2 infarction billed as one of type 1."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs, said
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need


class TypeTwoInfarction(Rule):
    """An infarction of type 2 is I21.A1, even where the chart calls it NSTEMI or STEMI.

    Catches: I21.4 (NSTEMI) with "type 2 NSTEMI due to rapid atrial fibrillation" in the chart.
    Right: I21.A1, with its cause before it.
    Silent: when I21.A1 is billed too, when any document speaks of type 1, a STEMI or a ruptured
    plaque, and when type 2 is denied or doubted.
    """

    id = "GDL45"
    name = "type_2_infarction"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.9.e.5", "TAB:*:title")
    needs_quote = True
    about = ("I21.0", "I21.1", "I21.2", "I21.3", "I21.4", "I21.9")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_with(context, *self.about)
        words = said(context, "type_2_infarction")
        if not billed or not words or billed_with(context, "I21.A1"):
            return
        if occurs(context, "type_1_infarction"):
            return
        yield self.finding(
            context,
            diagnosis(billed[0]),
            f"{billed[0].code} ({context.catalog.title(billed[0].code)}) is for another type of "
            "infarction; the chart states type 2.",
            cite=["OCG:I.C.9.e.5"],
            also_cite=[f"TAB:{billed[0].code}:title", "TAB:I21.A1:title"],
            action=Action.REPLACE,
            do="replace with I21.A1, and put its cause before it, where one is documented",
            codes=["I21.A1"],
            evidence=words[:2],
            denial_risk=["CARC 16"],
        )
