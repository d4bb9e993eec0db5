"""SEQ10: a localized infection before the sepsis that was there on admission too."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, group
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need
from agent.rules.sequencing.lead import first_listed


class SepsisAfterLocalInfection(Rule):
    """Sepsis and an infection of one site, both present on admission: the sepsis is principal.

    Catches: an inpatient stay with principal diagnosis J18.9 (pneumonia) and A41.9 (sepsis) second,
    which was present on admission.
    Right: A41.9, then J18.9.
    Silent: when the sepsis developed after admission (indicator N) or it is unknown whether it did,
    when another condition than an infection is principal, and for infections after procedures,
    childbirth and in transplants, which other guidelines put first.
    """

    id = "SEQ10"
    name = "sepsis_after_local_infection"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.d.4",)
    needs_quote = False
    about = group("sepsis")
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not first.code.startswith(group("localized_infection")):
            return
        sepsis = next((b for b in billed_of(context, "sepsis") if b.entry.poa == "Y"), None)
        if sepsis is None or first.entry.poa != "Y":
            return
        yield self.finding(
            context,
            diagnosis(sepsis),
            f"{sepsis.code} (sepsis) was present on admission and stands after {first.code}, an "
            "infection of one site.",
            cite=["OCG:I.C.1.d.4"],
            action=Action.RESEQUENCE,
            do=f"put {sepsis.code} first and {first.code} after it, if sepsis was a reason for the "
            "admission",
            codes=[sepsis.code, first.code],
            evidence=quotes(
                [*mentions_of(context, sepsis.code)[:2], *mentions_of(context, first.code)[:1]]
            ),
        )
