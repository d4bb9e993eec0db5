"""GDL35: a substance use disorder in remission that the provider does not document as such."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need

_PATTERNS = "129"


class RemissionNotDocumented(Rule):
    """Remission of substance use is the provider's judgment and needs the provider's words.

    Catches: F10.21 (alcohol dependence, in remission) with "no alcohol for two months" on record.
    Right: F10.20, or a query whether the disorder is in remission.
    Silent: when any document speaks of remission, or of a history of the use, which the Alphabetic
    Index sends to remission.
    Always for review: reading finds words, and cannot prove that they are missing.
    """

    id = "GDL35"
    name = "remission_not_documented"
    category = Category.DOCUMENTATION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.5.b.1", "TAB:*:title")
    needs_quote = False
    unprovable = "an absence cannot be quoted; a coder must read the chart for remission"
    about = (
        *(f"F1{substance}.{pattern}1" for substance in "012345689" for pattern in _PATTERNS),
        "F17.201",
        "F17.211",
        "F17.221",
        "F17.291",
    )
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if occurs(context, "remission_or_history_of_use"):
            return
        for billed in billed_with(context, *self.about):
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is billed, and no document "
                "speaks of remission.",
                cite=["OCG:I.C.5.b.1"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.QUERY,
                do="ask the provider whether the disorder is in remission; until then bill it "
                "without",
                evidence=quotes(mentions_of(context, billed.code))[:2],
                confidence=0.7,
            )
