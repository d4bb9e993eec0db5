"""SUP08: a condition documented as acute and chronic, and one of its two codes billed."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.sequencing.acute_and_chronic import acute_form_of, both_said, chronic_form_of


class AcuteAndChronic(Rule):
    """A condition that is both acute and chronic takes both codes, where each form has its own.

    Catches: K85.90 (acute pancreatitis) alone, "acute on chronic pancreatitis" documented.
    Right: K85.90, then K86.1.
    Silent: when both forms are billed, when the chart denies or doubts the condition, when it does
    not say "acute on chronic" or "acute and chronic" of it, and for conditions outside the list of
    SEQ42.
    """

    id = "SUP08"
    name = "acute_and_chronic"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.B.8",)
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            acute = acute_form_of(billed.code)
            forms = acute or chronic_form_of(billed.code)
            if forms is None:
                continue
            other = forms.chronic if acute else forms.acute
            if any(b.code in other for b in context.billable):
                continue
            spans = both_said(context, forms.words)
            if not spans:
                continue
            missing = "chronic" if acute else "acute"
            yield self.finding(
                context,
                diagnosis(billed),
                f"The chart has {forms.words[0]} as acute and chronic; {billed.code} says one of "
                "the two.",
                cite=["OCG:I.B.8"],
                action=Action.ADD,
                do=f"add the code for the {missing} form"
                + ("" if acute else f", before {billed.code}"),
                evidence=spans[:2],
            )
