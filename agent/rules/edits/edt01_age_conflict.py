"""EDT01: a diagnosis that the editor does not accept at the patient's age."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need

_GROUPS = ("newborn", "pediatric", "maternity", "adult")


class AgeConflict(Rule):
    """The Medicare Code Editor marks diagnoses for newborns, children, maternity and adults.

    Catches: Z38.00 (liveborn infant) for a patient of 45 years; O80 (delivery) at 70.
    Right: a code for a condition of the patient's age, or the birth date corrected.
    Silent: when the age lies in the group's range on the date, and when it is not known.
    The edit is the inpatient editor's; Medicare's outpatient editor checks the same groups.
    """

    id = "EDT01"
    name = "age_conflict"
    category = Category.DEMOGRAPHIC_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:age_conflict", "CARC:9")
    needs_quote = False
    needs = frozenset({Need.AGE})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        age = context.bundle.patient.age_on(context.bundle.encounter.service_from)
        if age is None:  # not asked then
            return
        for billed in context.billable:
            flags = view.flags(billed.code)
            for group in _GROUPS:
                ages = view.age_range(group) if group in flags else None
                if ages is None or ages[0] <= age <= ages[1]:
                    continue
                yield self.finding(
                    context,
                    diagnosis(billed),
                    f"{billed.code} is a {group} diagnosis, accepted from {ages[0]} to {ages[1]} "
                    f"years; the patient is {age}.",
                    cite=["MCE:age_conflict"],
                    also_cite=["CARC:9"],
                    action=Action.REPLACE,
                    do="correct the birth date, or replace the code with one for the patient's age",
                    evidence=quotes(mentions_of(context, billed.code)),
                    denial_risk=["CARC 9"],
                )
                break
