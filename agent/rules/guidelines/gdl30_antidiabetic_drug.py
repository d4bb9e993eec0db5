"""GDL30: lasting use of an antidiabetic drug that is not billed."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import (
    Action,
    Category,
    Direction,
    EvidenceSpan,
    Finding,
    Setting,
    Severity,
)
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import said, sentences_with
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need

#: Words for a class of drugs, and the code for its lasting use.
_CLASSES = (
    ("insulin", "Z79.4"),
    ("oral_antidiabetic", "Z79.84"),
    ("injected_antidiabetic", "Z79.85"),
)


class AntidiabeticDrug(Rule):
    """With diabetes other than type 1, lasting use of insulin or another such drug is coded.

    Catches: E11.9 alone, and the medications list insulin glargine and metformin.
    Right: E11.9, Z79.4, Z79.84.
    Advice: the guideline says that the codes should be assigned, and they seldom bear on payment.
    Silent: for stays, where a drug may have been given for a while only; when the sentence tells
    that the drug is stopped, begun, considered or not tolerated; and for sliding scales and drips.
    """

    id = "GDL30"
    name = "antidiabetic_drug"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("OCG:I.C.4.a.3",)
    needs_quote = True
    about = ("E08", "E09", "E11", "E13")
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL})
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        found: dict[str, EvidenceSpan] = {}
        for name, code in _CLASSES:
            words = _taken(context, name)
            if words and code not in context.billed_codes and context.catalog.is_billable(code):
                found[code] = words[0]
        if not found:
            return
        billed = billed_with(context, *self.about)[0]
        codes = tuple(found)
        yield self.finding(
            context,
            diagnosis(billed),
            f"The chart lists drugs against diabetes whose lasting use is not billed beside "
            f"{billed.code}.",
            cite=["OCG:I.C.4.a.3"],
            action=Action.ADD,
            do=f"add {' and '.join(codes)}, if the patient takes them as lasting treatment",
            codes=codes,
            evidence=tuple(found.values()),
            confidence=0.8,
        )


def _taken(context: AuditContext, name: str) -> list[EvidenceSpan]:
    """Sentences that list a drug of the class as taken."""
    doubtful = set(sentences_with(context, "stopped_drug"))
    if name == "insulin":
        doubtful |= set(sentences_with(context, "temporary_insulin"))
    return [s for s in said(context, name) if s not in doubtful]
