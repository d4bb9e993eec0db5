"""VAL04: a category or subcategory billed as if it were a code."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from catalog import CodeState


class HeaderBilled(Rule):
    """A header is not billable: it must be coded to the full number of characters.

    Catches: M54.3 (Sciatica) billed as it stands.
    Right: M54.31, sciatica, right side.
    Silent: when the code only lacks a 7th character (VAL06 says so), and when it is billable.
    """

    id = "VAL04"
    name = "header_billed"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:invalid_code", "OCG:I.B.2")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billed:
            status = context.catalog.status(billed.code)
            if status.state is not CodeState.HEADER:
                continue
            supported = [p.code for p in context.proposals if p.code in status.replacements]
            codes = supported or list(status.replacements)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is a header and cannot be billed; the claim will be rejected.",
                cite=["MCE:invalid_code"],
                also_cite=["OCG:I.B.2"],
                action=Action.REPLACE,
                do=f"replace with {' or '.join(codes)}",
                codes=codes,
                evidence=[
                    mention.span()
                    for proposal in context.proposals
                    if proposal.code in supported
                    for mention in proposal.mentions
                ],
                denial_risk=["CARC 146"],
            )
