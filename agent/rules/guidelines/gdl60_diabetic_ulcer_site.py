"""GDL60: a diabetic ulcer without the code of its site and depth."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import add_to, billed_under
from agent.rules.base import Rule

_DIABETIC_ULCER = tuple(f"E{n}.62{form}" for n in ("08", "09", "10", "11", "13") for form in "12")


class DiabeticUlcerSite(Rule):
    """The diabetes code says that there is an ulcer; a second code says where, and how deep.

    Catches: E11.621 (type 2 diabetes with foot ulcer) with no code of L97 or L98.4.
    Right: E11.621 with L97.512 (ulcer of other part of right foot, fat layer exposed).
    Silent: when a code of L97 or L98.4 is on the claim, billable or not, and when the chart
    speaks for one, which the rule on use additional code notes then names.
    """

    id = "GDL60"
    name = "diabetic_ulcer_site_missing"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.B.7", "TAB:*:useAdditionalCode")
    needs_quote = False
    about = _DIABETIC_ULCER

    def check(self, context: AuditContext) -> Iterator[Finding]:
        codes = [*context.billed_codes, *(p.code for p in context.proposals)]
        if any(code.startswith(("L97", "L98.4", "L89")) for code in codes):
            return
        for billed in billed_under(context, _DIABETIC_ULCER):
            yield add_to(
                self,
                context,
                billed,
                [],
                f"{billed.code} ({context.catalog.title(billed.code)}) asks for the code of the "
                "ulcer's "
                "site and depth, and none is on the claim.",
                cite=["OCG:I.B.7"],
                also_cite=[f"TAB:{billed.code}:useAdditionalCode"],
                do="add the L97 or L98.4 code for the documented site, side and depth",
            )
            return
