"""SEQ13: the organism before the infection."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import next_to_lead


class OrganismFirst(Rule):
    """B95 to B97 tell the organism of an infection coded elsewhere and are additional codes.

    Catches: B96.20 (E. coli) before N39.0 (urinary tract infection); B95.62 alone.
    Right: N39.0, then B96.20.
    Silent: when another code leads, and for inpatient stays, where the editor refuses such a
    principal diagnosis (SEQ01).
    """

    id = "SEQ13"
    name = "organism_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.1.b", "TAB:*:notes")
    needs_quote = False
    about = ("B95", "B96", "B97")
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        organism = next((b for b in billed_with(context, *self.about) if b.position == 1), None)
        if organism is None:
            return
        lead = next_to_lead(context)
        yield self.finding(
            context,
            diagnosis(organism),
            f"{organism.code} tells an organism and is first-listed; the infection comes first.",
            cite=["OCG:I.C.1.b"],
            also_cite=["TAB:B95-B97:notes"],
            action=Action.RESEQUENCE if lead else Action.ADD,
            do=f"put the infection before {organism.code}"
            if lead
            else f"add the infection before {organism.code}",
            codes=[lead.code, organism.code] if lead else [],
            evidence=quotes(mentions_of(context, lead.code)) if lead else (),
            denial_risk=["CARC 16"],
        )
