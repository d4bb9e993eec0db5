"""A condition that hospitals treat, billed from elsewhere: what three rules share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.oig.high_risk import ONE_BUNDLE, outside_hospital, spoken_of


class OutsideHospital(Rule):
    """Base of the rules; each names its codes, what they are, and what to check."""

    category = Category.UNSUPPORTED_CODE
    severity = Severity.ADVICE
    direction = Direction.OVER
    needs_quote = False
    unprovable = ONE_BUNDLE
    settings = frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT})
    needs = frozenset({Need.PLACE_OF_SERVICE})
    pack = "oig"
    what: ClassVar[str]
    to_check: ClassVar[str]

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if not outside_hospital(context):
            return
        place = context.bundle.encounter.place_of_service
        for billed in billed_under(context, self.about):
            spoken = spoken_of(context, billed.code)
            if spoken is None:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is {self.what}, billed from "
                f"place of service {place}.",
                cite=self.citations[:1],
                also_cite=self.citations[1:],
                action=Action.NONE,
                do=self.to_check,
                rationale="It is treated in hospital; elsewhere the note mostly tells of the past.",
                evidence=spoken,
            )
