"""GDL26: a cancer under treatment billed as history."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import said
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need


class HistoryDuringTreatment(Rule):
    """A cancer that was removed stays a present one until its treatment is complete.

    Catches: Z85.3 (history of breast cancer) with "mastectomy in March, currently on adjuvant
    chemotherapy" in the chart.
    Right: C50.- while chemotherapy, radiation or immunotherapy goes on.
    Silent: when any malignancy is billed as present, when the treatment is over, planned or denied,
    and for hormone treatment, which may be given to prevent a recurrence.
    """

    id = "GDL26"
    name = "history_during_treatment"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.C.2.m", "TAB:*:title")
    needs_quote = True
    about = ("Z85.0", "Z85.1", "Z85.2", "Z85.3", "Z85.4", "Z85.5", "Z85.6", "Z85.7", "Z85.8")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        history = billed_with(context, *self.about)
        words = said(context, "antineoplastic_treatment_now")
        if not history or not words or billed_with(context, "C"):
            return
        codes = tuple(p.code for p in context.proposals if p.code.startswith("C"))
        yield self.finding(
            context,
            diagnosis(history[0]),
            f"{history[0].code} ({context.catalog.title(history[0].code)}) is billed, and the "
            "chart says that treatment goes on.",
            cite=["OCG:I.C.2.m"],
            also_cite=[f"TAB:{history[0].code}:title"],
            action=Action.REPLACE if codes else Action.QUERY,
            do=f"replace with {codes[0]}, if the treatment is for it"
            if codes
            else "replace with the code of the cancer as present, if the treatment is for it",
            codes=codes[:1],
            evidence=words[:2],
        )
