"""SEQ18: severe sepsis before the systemic infection that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.order import code_first


class SevereSepsisBeforeInfection(Rule):
    """R65.2- follows the systemic infection.

    Catches: R65.20 (severe sepsis) before A41.51 (sepsis due to E. coli).
    Right: A41.51, then R65.20.
    Silent: when the infection comes first; when the note at R65.2 names the infection by its code
    (CNV03), such as A41.9; and when R65.2- is the principal diagnosis of a stay (SEQ01).
    """

    id = "SEQ18"
    name = "severe_sepsis_before_infection"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.d.3", "TAB:*:codeFirst")
    needs_quote = False
    about = ("R65.2",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        severe = billed_with(context, "R65.2")
        infections = billed_of(context, "systemic_infection")
        if not severe or not infections or infections[0].position < severe[0].position:
            return
        stay = context.bundle.encounter.setting is Setting.INPATIENT
        if stay and severe[0].position == 1:
            return
        if any(entry.after for entry in code_first(context, severe[0])):
            return
        infection = infections[0]
        yield self.finding(
            context,
            diagnosis(severe[0]),
            f"{severe[0].code} stands before {infection.code} "
            f"({context.catalog.title(infection.code)}), the infection behind it.",
            cite=["OCG:I.C.1.d.3"],
            also_cite=["TAB:R65.2:codeFirst"],
            action=Action.RESEQUENCE,
            do=f"put {infection.code} before {severe[0].code}",
            codes=[infection.code, severe[0].code],
            evidence=quotes(mentions_of(context, infection.code)),
            denial_risk=["CARC 16"],
        )
