"""GDL69: weeks of gestation beside a pregnancy with abortive outcome."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule

_ABORTIVE = ("O00", "O01", "O02", "O03", "O04", "O05", "O06", "O07", "O08", "Z33.2")


class WeeksWithoutPregnancy(Rule):
    """Z3A is not for ectopic and molar pregnancy, abortion, or elective termination.

    Catches: Z3A.10 (10 weeks) beside O03.9 (complete spontaneous abortion) or Z33.2.
    Right: O03.9 alone.
    Silent: when an obstetric code of a continuing pregnancy is on the claim too, as after the
    loss of one of two fetuses.
    """

    id = "GDL69"
    name = "weeks_with_abortive_outcome"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.21.c.11", "TAB:*:codeFirst")
    needs_quote = False
    about = ("Z3A",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        abortive = billed_under(context, _ABORTIVE)
        if not abortive or billed_under(context, ("O",), _ABORTIVE):
            return
        for billed in billed_under(context, ("Z3A",)):
            yield take_out(
                self,
                context,
                billed,
                f"{billed.code} (weeks of gestation) is not reported with {abortive[0].code} "
                f"({context.catalog.title(abortive[0].code)}).",
                cite=["OCG:I.C.21.c.11"],
                also_cite=["TAB:Z3A:codeFirst"],
                beside=abortive[0],
            )
