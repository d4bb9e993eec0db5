"""EDT02: a diagnosis that the editor did not accept for the patient's sex."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity, Sex
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need

_OPPOSITE = {Sex.FEMALE: "male", Sex.MALE: "female"}


class SexConflict(Rule):
    """Until 2024-09-30 the Medicare Code Editor refused diagnoses marked for the other sex.

    Catches: N40.0 (benign prostatic hyperplasia) for a patient recorded as female on 2024-09-30.
    Right: the sex corrected, or the code.
    Silent: from 2024-10-01, when the edit ended; and when the sex on record is unknown.
    """

    id = "EDT02"
    name = "sex_conflict"
    category = Category.DEMOGRAPHIC_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:sex_conflict", "CARC:10")
    needs_quote = False
    needs = frozenset({Need.SEX})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        sex = context.bundle.patient.sex
        opposite = _OPPOSITE.get(sex)
        if opposite is None:
            return
        for billed in context.billable:
            if opposite not in context.catalog.flags(billed.code):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is a diagnosis of {opposite} patients; this one is recorded as "
                f"{sex.value}.",
                cite=["MCE:sex_conflict"],
                also_cite=["CARC:10"],
                action=Action.REPLACE,
                do="correct the sex on record, or replace the code",
                evidence=quotes(mentions_of(context, billed.code)),
                denial_risk=["CARC 10"],
            )
