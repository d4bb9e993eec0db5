"""GDL10: severe sepsis without the systemic infection behind it."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, billed_with, proposed_of
from agent.rules.evidence import mentions_of, quotes
from agent.rules.order import code_first


class SevereSepsisWithoutInfection(Rule):
    """Severe sepsis takes two codes at least: the systemic infection, then R65.2-.

    Catches: J18.9 (pneumonia) with R65.20 (severe sepsis) and no code for the sepsis itself.
    Right: A41.9, or the sepsis by its organism, then J18.9 and R65.20.
    Silent: when a sepsis or another systemic infection is billed, among them sepsis of the newborn,
    after childbirth, and after procedures, infusions and immunization; and when the chart documents
    one that the note at R65.2 names (CNV03 says so).
    """

    id = "GDL10"
    name = "severe_sepsis_without_infection"
    category = Category.MISSED_CODE
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.d.1", "TAB:*:codeFirst")
    needs_quote = False
    about = ("R65.2",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        severe = billed_with(context, "R65.2")
        if not severe or billed_of(context, "systemic_infection"):
            return
        if any(entry.documented for entry in code_first(context, severe[0])):
            return
        code = (*proposed_of(context, "sepsis"), "A41.9")[0]
        yield self.finding(
            context,
            diagnosis(severe[0]),
            f"{severe[0].code} is billed without a code for the systemic infection behind it.",
            cite=["OCG:I.C.1.d.1"],
            also_cite=["TAB:R65.2:codeFirst"],
            action=Action.ADD,
            do=f"if sepsis is documented, add {code} before it (A41.9 where the organism is not "
            f"documented); if not, remove {severe[0].code}",
            codes=[code],
            evidence=quotes([*mentions_of(context, code), *mentions_of(context, severe[0].code)]),
            denial_risk=["CARC 16"],
        )
