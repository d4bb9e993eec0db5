"""SEQ11: an HIV-related illness before the HIV disease."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with, group
from agent.rules.evidence import mentions_of, quotes
from agent.rules.order import code_first
from agent.rules.sequencing.lead import first_listed


class HivDiseaseNotFirst(Rule):
    """When an HIV-related illness is the reason for the encounter, B20 comes first.

    Catches: B59 (pneumocystosis) first, B20 (HIV disease) second.
    Right: B20, then B59.
    Silent: when the first condition is not one that defines AIDS, for it may be unrelated and then
    leads; when a note of the first code names B20 (CNV03); for obstetric codes and D59.31.
    """

    id = "SEQ11"
    name = "hiv_disease_not_first"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.a.2",)
    needs_quote = False
    about = ("B20",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        disease = billed_with(context, "B20")
        if first is None or not disease or not first.code.startswith(group("hiv_related")):
            return
        if any(entry.after for entry in code_first(context, first)):
            return
        yield self.finding(
            context,
            diagnosis(disease[0]),
            f"B20 (HIV disease) stands after {first.code} ({context.catalog.title(first.code)}), "
            "an HIV-related illness.",
            cite=["OCG:I.C.1.a.2"],
            action=Action.RESEQUENCE,
            do=f"put B20 first and {first.code} after it, unless the provider says that it is not "
            "related to HIV",
            codes=["B20", first.code],
            evidence=quotes([*mentions_of(context, "B20"), *mentions_of(context, first.code)]),
        )
