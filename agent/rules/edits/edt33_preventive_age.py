"""EDT33: a preventive visit of another age."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule
from agent.rules.edits.billed_line import billed_lines
from agent.rules.edits.visits import visit_codes
from agent.rules.needs import Need
from catalog.data_files import load_yaml


class PreventiveAge(Rule):
    """The codes of preventive visits are each for an age.

    Catches: 99396 (40 to 64 years) for a patient of 67.
    Right: 99397.
    Silent: when the age on the day of the visit lies in the code's range, and when it is not known.
    """

    id = "EDT33"
    name = "preventive_age"
    category = Category.DEMOGRAPHIC_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("CARC:6",)
    needs_quote = False
    about_procedures = visit_codes("preventive_new", "preventive_established")
    needs = frozenset({Need.AGE})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for line in billed_lines(context):
            ages = _ages().get(line.procedure)
            age = context.bundle.patient.age_on(line.day)
            if ages is None or age is None or ages[0] <= age <= ages[1]:
                continue
            right = next(
                code
                for code, (low, high) in _ages().items()
                if low <= age <= high and code[:4] == line.procedure[:4]
            )
            yield self.finding(
                context,
                line.subject,
                f"{line.named} is for {_years(*ages)}; the patient is {age}.",
                cite=["CARC:6"],
                action=Action.REPLACE,
                do=f"report {right}, or correct the birth date",
                denial_risk=["CARC 6"],
            )


def _years(low: int, high: int) -> str:
    if high == 0:
        return "the first year of life"
    return f"{low} years and more" if high >= 100 else f"{low} to {high} years"


@cache
def _ages() -> dict[str, tuple[int, int]]:
    listed = load_yaml(Path(__file__).parent / "preventive_ages.yaml")["ages"]
    return {code: (low, high) for code, (low, high) in listed.items()}
