"""EDT37: a principal diagnosis that seldom needs a hospital bed."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import first_listed

_FLAG = "qadm"


class QuestionableAdmission(Rule):
    """Some diagnoses are not usually reason enough to admit a patient.

    Catches: an inpatient stay with principal diagnosis E11.9 (diabetes without complications).
    Right: the condition that made the stay necessary first, if the record shows one.
    Silent: when such a code stands later, and in other settings. The record may show why the
    patient had to be admitted, so the finding is a warning.
    """

    id = "EDT37"
    name = "questionable_admission"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("MCE:questionable_admission", "CARC:50")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or _FLAG not in context.catalog.flags(first.code):
            return
        yield self.finding(
            context,
            diagnosis(first),
            f"{first.code} as principal diagnosis is not usually reason enough for a stay; the "
            "Medicare editor questions the admission.",
            cite=["MCE:questionable_admission"],
            also_cite=["CARC:50"],
            action=Action.NONE,
            do="check what made the stay necessary, and put that first if the record shows it",
            evidence=quotes(mentions_of(context, first.code)),
            denial_risk=["CARC 50"],
        )
