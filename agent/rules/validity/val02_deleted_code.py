"""VAL02: a code that was deleted before the date of service."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either, in_its_place
from agent.rules.evidence import quotes
from agent.rules.seventh import wrong_seventh
from catalog import CodeState


class DeletedCode(Rule):
    """A code that was valid once, billed for a date after its last day.

    Catches: S30.1XXA (Contusion of abdominal wall), last valid on 2025-09-30, billed in 2026.
    Right: S30.11XA, S30.12XA or S30.13XA, which took its place.
    Offers: the replacements of the official conversion table, those the chart supports first; the
    nearest valid codes when the table lists none.
    Silent: when the code was valid on the date of service, when it lives on as a header (VAL04),
    and when only the 7th character is no longer valid (VAL07).
    """

    id = "VAL02"
    name = "deleted_code"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:invalid_code",)
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.unbillable:
            status = view.status(billed.code)
            if status.state is not CodeState.DELETED or wrong_seventh(view, billed.code):
                continue
            codes, mentions = in_its_place(context, status)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} was deleted: its last valid day was {status.valid_to}. "
                f"A claim for {context.date} will be rejected.",
                cite=["MCE:invalid_code"],
                action=Action.REPLACE if codes else Action.REMOVE,
                do=f"replace with {either(codes)}"
                if codes
                else "remove it, and code the condition from the Index in force on the date",
                codes=codes,
                evidence=quotes(mentions),
                denial_risk=["CARC 146"],
            )
