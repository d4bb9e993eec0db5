"""EDT38: an inpatient diagnosis that leaves open what its neighbours name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes

_FLAG = "unspecified"


class UnspecifiedCode(Rule):
    """Medicare returns inpatient claims on which a complication or comorbidity has no side.

    Catches: S42.309A (fracture of the shaft of the humerus, unspecified arm) on an inpatient claim.
    Right: S42.301A or S42.302A, by the record or a reading of it by the provider.
    Silent: before April 2022, when the edit began; in other settings; and on unspecified codes that
    are no complication or comorbidity. A remark on the claim that the side cannot be told lets it
    pass, so the finding is a warning.
    """

    id = "EDT38"
    name = "unspecified_code"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("MCE:unspecified", "CARC:16")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    effective_from = date(2022, 4, 1)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            if _FLAG not in context.catalog.flags(billed.code):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} leaves open what other codes of its subcategory name; the Medicare "
                "editor returns inpatient claims with it.",
                cite=["MCE:unspecified"],
                also_cite=["CARC:16"],
                action=Action.NONE,
                do="report the code that the record supports, ask the provider where it does not "
                "say, or state in the remarks that it cannot be told",
                evidence=quotes(mentions_of(context, billed.code)),
                denial_risk=["CARC 16"],
            )
