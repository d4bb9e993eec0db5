"""GDL54: pneumonia of unspecified organism, though the chart names the organism."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.needs import Need
from agent.rules.support.assessed import listed

#: Pneumonia by organism; J15.9 (unspecified bacterium) and J18 say no organism.
_BY_ORGANISM = ("J10.0", "J13", "J14", "J15", "J16", "A48.1")
_OPEN = ("J15.9", "J15.6", "J15.8", "J16.8")


class PneumoniaOrganism(Rule):
    """The assessment names the organism of a pneumonia, and the claim leaves it open.

    Catches: J18.9 (pneumonia, unspecified organism) billed, "pneumonia due to Pseudomonas"
    assessed.
    Right: J15.1, pneumonia due to Pseudomonas.
    Silent: when a pneumonia code that names an organism is on the claim, and when the organism is
    only possible or stands in a result without the provider's link.
    """

    id = "GDL54"
    name = "pneumonia_organism_left_open"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.B.2", "OCG:I.B.18", "TAB:*:title")
    needs_quote = True
    about = ("J18.9", "J15.9")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if billed_under(context, (*_BY_ORGANISM, "J12", "J17"), ("J15.9",)):
            return
        named = [
            p
            for p in context.proposals
            if p.code.startswith(_BY_ORGANISM) and p.code not in _OPEN and listed(context, p)
        ]
        if not named:
            return
        codes = [p.code for p in named]
        for billed in billed_under(context, self.about):
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} leaves the organism open; the assessment states "
                f"{context.catalog.title(codes[0])}.",
                cite=["OCG:I.B.2"],
                also_cite=["OCG:I.B.18", *(f"TAB:{c}:title" for c in (billed.code, *codes))],
                action=Action.REPLACE,
                do=f"replace with {either(codes)}",
                codes=codes,
                evidence=[m.span() for p in named for m in listed(context, p)[:2]],
                confidence=min(p.confidence for p in named),
            )
