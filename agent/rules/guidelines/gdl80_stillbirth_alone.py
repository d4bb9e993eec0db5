"""GDL80: a stillbirth code beside others."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule


class StillbirthAlone(Rule):
    """P95 is the only code on the separate record that some institutions keep of a stillbirth.

    Catches: P95 beside P07.15 (low birth weight), or beside O36.4XX0 on the mother's claim.
    Right: P95 alone on that record; on the mother's, O36.4- and Z37.1.
    Silent: for P95 alone, and for Z37 outcomes, which an Excludes1 note speaks of (CNV01).
    """

    id = "GDL80"
    name = "stillbirth_with_other_codes"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.16.g",)
    needs_quote = False
    about = ("P95",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in billed_under(context, ("P95",)):
            others = [
                b
                for b in context.billable
                if b.code != "P95" and not context.catalog.excludes1("P95", b.code)
            ]
            if others:
                yield take_out(
                    self,
                    context,
                    billed,
                    f"P95 is billed with {others[0].code}; it stands alone, on a record of the "
                    "stillborn.",
                    cite=["OCG:I.C.16.g"],
                    do="remove P95 from the mother's claim, or the other codes from the "
                    "stillborn's",
                )
                return
