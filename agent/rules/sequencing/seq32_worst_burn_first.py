"""SEQ32: a lesser burn before one of higher degree."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.guidelines.burns import EXTERNAL, degree_of, place_of


class WorstBurnFirst(Rule):
    """Of several external burns the one of the highest degree comes first.

    Catches: T22.211A (second degree, right forearm) before T24.311A (third degree, right thigh).
    Right: T24.311A, then T22.211A.
    Silent: for burns of one degree or one site (GDL90), for sequelae, and for internal burns, whose
    place the circumstances of the encounter decide.
    """

    id = "SEQ32"
    name = "burn_of_highest_degree_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.d.1", "TAB:*:title")
    needs_quote = False
    about = EXTERNAL

    def check(self, context: AuditContext) -> Iterator[Finding]:
        burns = [b for b in billed_under(context, EXTERNAL) if not b.code.endswith("S")]
        if len(burns) < 2:
            return
        worst = max(burns, key=lambda b: degree_of(b.code))
        if place_of(worst.code) == place_of(burns[0].code):
            return
        if degree_of(worst.code) > degree_of(burns[0].code) > 0:
            yield put_before(
                self,
                context,
                worst,
                burns[0],
                f"{burns[0].code} stands before {worst.code}, a burn of higher degree.",
                cite=["OCG:I.C.19.d.1"],
                also_cite=[f"TAB:{b.code}:title" for b in (burns[0], worst)],
            )
