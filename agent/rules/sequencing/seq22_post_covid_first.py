"""SEQ22: the code for a condition after COVID-19 before the condition."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of
from agent.rules.evidence import mentions_of, quotes
from agent.rules.order import code_first
from agent.rules.sequencing.lead import first_listed


class PostCovidFirst(Rule):
    """U09.9 follows the condition or symptom that COVID-19 has left.

    Catches: U09.9 (post COVID-19 condition) first, R53.83 (fatigue) second.
    Right: R53.83, then U09.9.
    Silent: when the condition comes first, when U09.9 stands alone (the condition may not be
    known), when the code after it is none that COVID-19 commonly leaves, and when the note at U09.9
    names that code (CNV03).
    """

    id = "SEQ22"
    name = "post_covid_first"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.g.1", "TAB:*:codeFirst")
    needs_quote = False
    about = ("U09.9",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or first.code != "U09.9":
            return
        left = billed_of(context, "left_by_covid")
        if not left or any(entry.after for entry in code_first(context, first)):
            return
        yield self.finding(
            context,
            diagnosis(first),
            f"U09.9 stands before {left[0].code} ({context.catalog.title(left[0].code)}), which it "
            "seems to explain.",
            cite=["OCG:I.C.1.g.1"],
            also_cite=["TAB:U09.9:codeFirst"],
            action=Action.RESEQUENCE,
            do=f"put {left[0].code} before U09.9, if COVID-19 left it",
            codes=[left[0].code, "U09.9"],
            evidence=quotes(mentions_of(context, left[0].code)),
        )
