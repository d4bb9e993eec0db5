"""SEQ12: a respiratory manifestation before COVID-19."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with, group
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import first_listed

#: What other guidelines put before COVID-19: obstetric, sepsis and transplant codes.
_BEFORE = ("O", "A40", "A41", "T86", "P")


class CovidNotFirst(Rule):
    """A respiratory manifestation of COVID-19 is the reason for the encounter: U07.1 comes first.

    Catches: J96.01 (acute respiratory failure) first, U07.1 (COVID-19) second.
    Right: U07.1, then J96.01.
    Silent: when COVID-19 came up after admission (indicator N), with obstetric, newborn, sepsis and
    transplant codes, and for J12.82, which has a code first note (CNV03).
    """

    id = "SEQ12"
    name = "covid_not_first"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.g.1",)
    needs_quote = False
    about = ("U07.1",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        covid = billed_with(context, "U07.1")
        if first is None or not covid or covid[0].entry.poa in ("N", "U"):
            return
        if not first.code.startswith(group("covid_respiratory")) or billed_with(context, *_BEFORE):
            return
        yield self.finding(
            context,
            diagnosis(covid[0]),
            f"U07.1 (COVID-19) stands after {first.code} ({context.catalog.title(first.code)}).",
            cite=["OCG:I.C.1.g.1"],
            action=Action.RESEQUENCE,
            do=f"put U07.1 first and {first.code} after it, if COVID-19 caused it",
            codes=["U07.1", first.code],
            evidence=quotes([*mentions_of(context, "U07.1"), *mentions_of(context, first.code)]),
        )
