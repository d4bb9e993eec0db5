"""VAL03: a code that came into force after the date of service."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either, in_its_place
from agent.rules.evidence import quotes
from catalog import CodeState


class NotYetEffective(Rule):
    """A code from a later edition, billed for a date before its first day.

    Catches: M54.50 (Low back pain, unspecified), in force from 2021-10-01, billed for 2021-09-30.
    Right: M54.5, which was the billable code that day.
    Offers: the codes it came from, by the conversion table, or the shorter code valid then.
    Silent: on and after the code's first day.
    """

    id = "VAL03"
    name = "not_yet_effective"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:invalid_code",)
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.unbillable:
            status = context.catalog.status(billed.code)
            if status.state is not CodeState.NOT_YET:
                continue
            codes, mentions = in_its_place(context, status)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is valid from {status.valid_from} only. "
                f"A claim for {context.date} will be rejected.",
                cite=["MCE:invalid_code"],
                action=Action.REPLACE if codes else Action.REMOVE,
                do=f"replace with {either(codes)}, in force on the date"
                if codes
                else "remove it, and code the condition from the Index in force on the date",
                codes=codes,
                evidence=quotes(mentions),
                denial_risk=["CARC 146"],
            )
