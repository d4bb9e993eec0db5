"""GDL53: a Z code that says too little for an inpatient claim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import take_out
from agent.rules.base import Rule

_NONSPECIFIC = ("Z02.9", "Z04.9", "Z13.9", "Z41.9", "Z52.9", "Z86.59", "Z88.9", "Z92.0")


class NonspecificCircumstance(Rule):
    """Some Z codes are so unspecific that a stay hardly ever justifies them.

    Catches: Z88.9 (allergy status to unspecified drugs) or Z13.9 (encounter for screening,
    unspecified) on an inpatient claim.
    Right: Z88.0, where the record names penicillin; else nothing.
    Advice: the guideline leaves room.
    Silent: outside a stay, where such a code may be all that the record allows, and before fiscal
    year 2025, whose list was not at hand under this number.
    """

    id = "GDL53"
    name = "nonspecific_circumstance_in_a_stay"
    category = Category.SPECIFICITY
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.21.c.14",)
    needs_quote = False
    about = _NONSPECIFIC
    settings = frozenset({Setting.INPATIENT})
    effective_from = date(2024, 10, 1)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            if billed.code in _NONSPECIFIC:
                yield take_out(
                    self,
                    context,
                    billed,
                    f"{billed.code} ({context.catalog.title(billed.code)}) says too little to be "
                    "reported for a stay.",
                    cite=["OCG:I.C.21.c.14"],
                    do=f"report what the record specifies, or remove {billed.code}",
                )
