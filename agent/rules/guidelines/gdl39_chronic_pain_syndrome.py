"""GDL39: chronic pain billed as chronic pain syndrome."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs, said
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need


class ChronicPainSyndrome(Rule):
    """Chronic pain syndrome is a diagnosis of its own, and chronic pain is not it.

    Catches: G89.4 (chronic pain syndrome) with "chronic low back pain" in the chart.
    Right: the code for the site or cause of the pain, with G89.29 (other chronic pain) where it
    tells more.
    Silent: when any document speaks of a pain syndrome.
    """

    id = "GDL39"
    name = "chronic_pain_syndrome"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.6.b.6", "TAB:*:title")
    needs_quote = True
    about = ("G89.4",)
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_with(context, *self.about)
        words = said(context, "chronic_pain", past=True)
        if not billed or not words or occurs(context, "chronic_pain_syndrome"):
            return
        yield self.finding(
            context,
            diagnosis(billed[0]),
            "G89.4 (chronic pain syndrome) is billed, and the chart speaks of chronic pain only.",
            cite=["OCG:I.C.6.b.6"],
            also_cite=["TAB:G89.4:title", "TAB:G89.29:title"],
            action=Action.REPLACE,
            do="replace with G89.29, or with the code of the site where that says enough; or ask "
            "the provider whether chronic pain syndrome is meant",
            codes=["G89.29"],
            evidence=words[:2],
            confidence=0.9,
        )
