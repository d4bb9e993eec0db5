"""GDL93: an assault or a perpetrator coded for abuse that is only suspected."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule

_ASSAULT = (
    *("X92", "X93", "X94", "X95", "X96", "X97", "X98", "X99"),
    *("Y00", "Y01", "Y02", "Y03", "Y04", "Y07", "Y08", "Y09"),
)


class SuspectedAbuse(Rule):
    """Suspected abuse or neglect takes neither an assault code nor that of a perpetrator.

    Catches: T76.12XA (child physical abuse, suspected) with Y07.11 (biological father,
    perpetrator).
    Right: T76.12XA with the injuries; Y07 only once the abuse is confirmed (T74).
    Silent: when confirmed abuse is on the claim as well.
    """

    id = "GDL93"
    name = "external_cause_of_suspected_abuse"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.19.f",)
    needs_quote = False
    about = ("T76",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        suspected = billed_under(context, ("T76",))
        if not suspected or billed_under(context, ("T74",)):
            return
        for billed in billed_under(context, _ASSAULT):
            yield take_out(
                self,
                context,
                billed,
                f"{billed.code} ({context.catalog.title(billed.code)}) is not reported with "
                f"{suspected[0].code}, abuse that is only suspected.",
                cite=["OCG:I.C.19.f"],
                beside=suspected[0],
            )
