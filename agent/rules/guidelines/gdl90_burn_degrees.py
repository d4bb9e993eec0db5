"""GDL90: two degrees of burn at one site."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from agent.rules.guidelines.burns import EXTERNAL, degree_of, place_of


class BurnDegrees(Rule):
    """Burns of different degree at one site and side are coded to the highest.

    Catches: T24.211A (second degree, right thigh) beside T24.311A (third degree, right thigh).
    Right: T24.311A alone.
    Silent: for another site or side, for a burn beside a corrosion, and for a healed burn's sequela
    beside a current one.
    """

    id = "GDL90"
    name = "burn_of_two_degrees_at_one_site"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.19.d.2", "TAB:*:title")
    needs_quote = False
    about = EXTERNAL

    def check(self, context: AuditContext) -> Iterator[Finding]:
        burns = billed_under(context, EXTERNAL)
        for billed in burns:
            worst = max(
                (b for b in burns if place_of(b.code) == place_of(billed.code)),
                key=lambda b: degree_of(b.code),
            )
            if degree_of(worst.code) > degree_of(billed.code):
                yield take_out(
                    self,
                    context,
                    billed,
                    f"{billed.code} is of the site and side of {worst.code}, which is of a "
                    "higher degree.",
                    cite=["OCG:I.C.19.d.2"],
                    also_cite=[f"TAB:{billed.code}:title"],
                    beside=worst,
                )
