"""VAL08: a code in which the placeholder X is left out."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import documented_first, either, short_list
from agent.rules.evidence import quotes
from agent.rules.seventh import missing_placeholder
from catalog import CodeState


class MissingPlaceholder(Rule):
    """The 7th character must stand in the seventh place; X fills the places before it.

    Catches: W19A for an unspecified fall, initial encounter; T36.0A, which leaves out the X and the
    character for intent.
    Right: W19.XXXA; one of T36.0X1A to T36.0X6A.
    Silent: when the placeholders are there, and when something else is wrong (VAL01, VAL07).
    """

    id = "VAL08"
    name = "missing_placeholder"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:invalid_code", "OCG:I.A.4", "OCG:I.A.5")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.unbillable:
            if view.status(billed.code).state is not CodeState.UNKNOWN:
                continue
            meant = missing_placeholder(view, billed.code)
            if not meant:
                continue
            supported, mentions = documented_first(context, meant)
            codes = supported or short_list(context, meant)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} leaves out the placeholder X, so that its 7th character is not in "
                "the seventh place; the claim will be rejected.",
                cite=["MCE:invalid_code"],
                also_cite=["OCG:I.A.4", "OCG:I.A.5"],
                action=Action.REPLACE,
                do=f"replace with {either(codes)}",
                codes=codes,
                evidence=quotes(mentions),
                denial_risk=["CARC 146"],
            )
