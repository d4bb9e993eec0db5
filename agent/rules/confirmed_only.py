"""Infections that are coded only when confirmed, in the inpatient setting too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from agent.context import Assertion, AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need
from agent.rules.quoting import saying
from agent.rules.support.asserted import about


class ConfirmedOnly(Rule):
    """What the rules on such infections share; each names its codes and its section."""

    category = Category.UNCERTAIN_DIAGNOSIS
    severity = Severity.ERROR
    direction = Direction.OVER
    needs_quote = True
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.DOCUMENTATION})

    #: What to report as long as it is uncertain.
    instead: ClassVar[str]

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in billed_with(context, *self.about):
            # What a stay's coder proposes for an uncertain diagnosis counts as stated elsewhere;
            # here only the provider's words do.
            mentions = about(context, billed.code)
            uncertain = [m for m in mentions if m.assertion is Assertion.POSSIBLE]
            if not uncertain or any(m.assertion is Assertion.AFFIRMED for m in mentions):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is documented as uncertain, "
                "and is coded only when confirmed, in this setting too.",
                cite=self.citations[:1],
                action=Action.REMOVE,
                do=f"remove {billed.code}; {self.instead}",
                evidence=[s for m in uncertain[:3] for s in saying(context, m)],
                denial_risk=["CARC 16"],
            )
