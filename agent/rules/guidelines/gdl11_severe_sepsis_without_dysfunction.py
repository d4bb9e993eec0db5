"""GDL11: severe sepsis without an acute organ dysfunction."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, billed_with, proposed_of
from agent.rules.evidence import mentions_of, quotes
from agent.rules.instructions import lines_naming


class SevereSepsisWithoutDysfunction(Rule):
    """Severe sepsis is sepsis with acute organ dysfunction, and the dysfunction is coded as well.

    Catches: A41.9, R65.20 (severe sepsis without septic shock) and no code for any acute organ
    dysfunction.
    Right: A41.9, R65.20, N17.9 (acute kidney failure). Without a documented dysfunction, and
    without the words "severe sepsis", R65.20 is removed.
    Silent: with septic shock, R65.21, which is an organ dysfunction itself, and when any code for
    an acute organ dysfunction is billed, whatever its cause; and when the chart documents one that
    the note at R65.2 names (CNV04 says so).
    """

    id = "GDL11"
    name = "severe_sepsis_without_dysfunction"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.d.1", "TAB:*:useAdditionalCode")
    needs_quote = False
    about = ("R65.20",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        severe = billed_with(context, "R65.20")
        if not severe or billed_of(context, "acute_organ_dysfunction"):
            return
        codes = proposed_of(context, "acute_organ_dysfunction")[:3]
        if any(_asked_for(context, code) for code in codes):
            return
        yield self.finding(
            context,
            diagnosis(severe[0]),
            "R65.20 (severe sepsis) is billed without a code for an acute organ dysfunction.",
            cite=["OCG:I.C.1.d.1"],
            also_cite=["TAB:R65.2:useAdditionalCode"],
            action=Action.ADD if codes else Action.QUERY,
            do=f"add {', '.join(codes)}, if the provider ties it to the sepsis"
            if codes
            else "find the acute organ dysfunction that the provider ties to the sepsis and add "
            "its code; without any, query the provider, or remove R65.20",
            codes=codes,
            evidence=quotes(
                [m for c in (*codes, severe[0].code) for m in mentions_of(context, c)[:2]]
            ),
            denial_risk=["CARC 16"],
        )


def _asked_for(context: AuditContext, code: str) -> bool:
    """Whether the note at severe sepsis names the organ dysfunction."""
    return any(lines_naming(context.catalog, "R65.20", "useAdditionalCode", code))
