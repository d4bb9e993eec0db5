"""A cancer billed as current of whose treatment the chart says nothing: what four rules share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.oig.high_risk import ONE_BUNDLE, TOOLKIT, spoken_of, told


class CancerWithoutTreatment(Rule):
    """Base of the rules on cancers; each names its codes and the code of the history."""

    category = Category.UNSUPPORTED_CODE
    severity = Severity.ADVICE
    direction = Direction.OVER
    citations = (TOOLKIT, "OCG:I.C.2.m", "OCG:I.C.2.d")
    needs_quote = False
    unprovable = ONE_BUNDLE
    settings = frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT})
    needs = frozenset({Need.DOCUMENTATION})
    effective_from = date(2023, 12, 1)
    pack = "oig"
    history: ClassVar[str]

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if told(context, "cancer_treatment"):
            return
        for billed in billed_under(context, self.about):
            spoken = spoken_of(context, billed.code)
            if spoken is None:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is billed as current, and "
                "the chart has no word of treatment, staging or follow-up of it.",
                cite=[TOOLKIT],
                also_cite=["OCG:I.C.2.m", "OCG:I.C.2.d"],
                action=Action.NONE,
                do=(
                    "check whether the cancer is treated or still there; one that was removed, "
                    f"with treatment at an end, is {self.history}"
                ),
                evidence=spoken,
            )
