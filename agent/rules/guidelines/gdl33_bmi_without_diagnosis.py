"""GDL33: a body mass index without a diagnosis that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, billed_with, group, proposed_of
from agent.rules.evidence import mentions_of, quotes
from agent.rules.support.assessed import listed

_PERCENTILE = "Z68.5"


class BmiWithoutDiagnosis(Rule):
    """A code of Z68 is reported only with a diagnosis of weight or nutrition, never in pregnancy.

    Catches: I10 with Z68.35 (body mass index 35) and no obesity; O09.91 with Z68.31.
    Right: E66.9 (obesity), when the provider documents it, then Z68.35; else no code of Z68.
    Advice for the percentiles of children (Z68.5-), which quality measures ask for at every
    well-child visit.
    Silent: with overweight, obesity, malnutrition, an eating disorder, abnormal weight gain or
    loss, after bariatric surgery, and when the assessment states one that is not billed (SUP05).
    """

    id = "GDL33"
    name = "bmi_without_diagnosis"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.21.c.3", "OCG:I.B.14")
    needs_quote = False
    about = ("Z68",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        index = billed_with(context, "Z68")
        if not index:
            return
        pregnancy = billed_with(context, "O", "Z34", "Z33")
        if pregnancy:
            yield self._pregnant(context, index[0], pregnancy[0])
        elif not billed_of(context, "weight_or_nutrition") and not _assessed(context):
            yield self._alone(context, index[0])

    def _pregnant(self, context: AuditContext, index: Billed, pregnancy: Billed) -> Finding:
        return self.finding(
            context,
            diagnosis(index),
            f"{index.code} (body mass index) is not assigned in pregnancy; {pregnancy.code} is "
            "billed.",
            cite=["OCG:I.C.21.c.3"],
            action=Action.REMOVE,
            do=f"remove {index.code}",
            direction=Direction.OVER,
        )

    def _alone(self, context: AuditContext, index: Billed) -> Finding:
        codes = proposed_of(context, "weight_or_nutrition")[:1]
        return self.finding(
            context,
            diagnosis(index),
            f"{index.code} (body mass index) is billed without a diagnosis such as obesity that "
            "gives it meaning.",
            cite=["OCG:I.C.21.c.3"],
            also_cite=["OCG:I.B.14"],
            action=Action.ADD if codes else Action.REMOVE,
            do=f"add {codes[0]} before {index.code}"
            if codes
            else f"remove {index.code}, or add the diagnosis that the provider documents",
            codes=codes,
            evidence=quotes([m for c in codes for m in mentions_of(context, c)]),
            severity=Severity.ADVICE if index.code.startswith(_PERCENTILE) else None,
            direction=Direction.UNDER if codes else Direction.OVER,
        )


def _assessed(context: AuditContext) -> bool:
    """Whether the assessment states a diagnosis of weight or nutrition."""
    weight = group("weight_or_nutrition")
    return any(p.code.startswith(weight) and listed(context, p) for p in context.proposals)
