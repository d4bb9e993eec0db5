"""SEQ30: gestational age of a newborn before the birth weight."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule


class BirthWeightFirst(Rule):
    """With both known, the code of birth weight comes before that of gestational age.

    Catches: P07.37 (preterm, 34 weeks) before P07.17 (birth weight 1750-1999 grams).
    Right: P07.17, then P07.37.
    Silent: when only one of the two is on the claim.
    """

    id = "SEQ30"
    name = "birth_weight_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.16.d", "TAB:*:notes")
    needs_quote = False
    about = ("P07",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        weight = billed_under(context, ("P07.0", "P07.1"))
        age = billed_under(context, ("P07.2", "P07.3"))
        if weight and age and age[0].position < weight[0].position:
            yield put_before(
                self,
                context,
                weight[0],
                age[0],
                f"{age[0].code} (gestational age) stands before {weight[0].code} (birth weight).",
                cite=["OCG:I.C.16.d"],
                also_cite=["TAB:P07:notes"],
            )
