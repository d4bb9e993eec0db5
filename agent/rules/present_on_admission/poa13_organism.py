"""POA13: an infection that was present on admission and an organism that was not."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import (
    APPENDIX,
    infections_of,
    listed,
    marked,
)


class OrganismLater(Rule):
    """The organism of an infection was there when the infection was, whenever the culture came.

    Catches: N39.0 (urinary tract infection) marked Y and B96.20 (E. coli) marked N.
    Right: Y for both.
    Silent: when an infection that may have this organism is marked otherwise, and when no note on
    the claim asks for the organism.
    """

    id = "POA13"
    name = "poa_organism"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = (APPENDIX, "TAB:*:useAdditionalCode")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})
    about = ("B95", "B96", "B97")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for organism in marked(context, "N", "U", "W"):
            if organism.code not in listed("organisms"):
                continue
            infections = infections_of(context, organism)
            if not infections or any(b.entry.poa != "Y" for b in infections):
                continue
            yield self.finding(
                context,
                diagnosis(organism),
                f"{organism.code} is marked {organism.entry.poa}, and the infection that it "
                f"explains, {infections[0].code}, is marked Y.",
                cite=[APPENDIX],
                action=Action.NONE,
                do=f"report Y for {organism.code}",
            )
