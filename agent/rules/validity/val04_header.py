"""VAL04: a category or subcategory billed as if it were a code."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import documented_first, either, short_list
from agent.rules.evidence import quotes
from agent.rules.seventh import lacking_seventh
from catalog import CodeState


class HeaderBilled(Rule):
    """A header is not billable: it must be coded to the full number of characters.

    Catches: M54.3 (Sciatica) billed as it stands.
    Right: M54.31, sciatica, right side.
    Offers: the codes below it that the chart supports; without any, all of them, or the unspecified
    ones where there are many.
    Silent: when the code only lacks a 7th character (VAL06 says so), and when it is billable.
    """

    id = "VAL04"
    name = "header_billed"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:invalid_code", "OCG:I.B.2", "OCG:I.A.3")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.unbillable:
            status = view.status(billed.code)
            if status.state is not CodeState.HEADER or lacking_seventh(view, billed.code):
                continue
            supported, mentions = documented_first(context, status.replacements)
            codes = supported or short_list(context, status.replacements)
            count = len(status.replacements)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is a header and cannot be billed; the claim will be rejected."
                + (f" It lost its validity after {status.valid_to}." if status.valid_to else ""),
                cite=["MCE:invalid_code"],
                also_cite=["OCG:I.B.2", "OCG:I.A.3"],
                action=Action.REPLACE,
                do=f"replace with {either(codes)}"
                if supported or codes == status.replacements
                else f"replace with the one of the {count} codes under {billed.code} that the "
                "chart documents",
                codes=codes,
                evidence=quotes(mentions),
                denial_risk=["CARC 146"],
            )
