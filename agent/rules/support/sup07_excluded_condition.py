"""SUP07: the condition assessed is one that the billed code's own note sends elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.support.assessed import listed, superseded_by


class ExcludedConditionDocumented(Rule):
    """The chart documents a condition that an Excludes1 note of the billed code names.

    Catches: M54.50 (low back pain) billed, "low back pain with right-sided sciatica" assessed:
    M54.5 excludes lumbago with sciatica (M54.4-). E11.9 billed, type 1 diabetes assessed.
    Right: M54.41; E10.9.
    Silent: when the code for the documented condition is billed (CNV01 judges the pair), when the
    assessment names the billed condition too, and when the exclusion stands at the other code.
    """

    id = "SUP07"
    name = "excluded_condition_documented"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("TAB:*:excludes1", "TAB:*:title", "OCG:I.B.18", "OCG:I.A.12.a")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            found = superseded_by(context, billed)
            if found is None:
                continue
            conflict, proposal = found
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is not for the documented condition: a note at "
                f"{conflict.note.owner} sends it to {proposal.code} "
                f"({view.title(proposal.code)}).",
                cite=[conflict.note.citation],
                also_cite=[
                    "OCG:I.A.12.a",
                    "OCG:I.B.18",
                    f"TAB:{billed.code}:title",
                    f"TAB:{proposal.code}:title",
                ],
                action=Action.REPLACE,
                do=f"replace with {proposal.code}",
                codes=[proposal.code],
                evidence=[m.span() for m in listed(context, proposal)[:3]],
                denial_risk=["CARC 16"],
                confidence=proposal.confidence,
            )
