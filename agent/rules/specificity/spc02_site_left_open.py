"""SPC02: a code for an unspecified or broader site, although the note states the site."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.needs import Need
from agent.rules.specificity.compare import Difference, compare


class SiteLeftOpen(Rule):
    """The site is documented more closely than the code billed says.

    Catches: M79.604 (pain in right leg) billed, "pain in right thigh" documented.
    Right: M79.651, pain in right thigh.
    Silent: when the note also speaks of the broader site, when no code of the category names the
    documented site, and when that code is billed too. A code of another category is SPC04's.
    """

    id = "SPC02"
    name = "site_left_open"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.B.2", "OCG:I.B.18", "OCG:IV.F.3", "OCG:I.C.13.a", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            found = compare(context, billed)
            if found is None or found.difference is not Difference.SITE_LEFT_OPEN:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} names a broader site than the note, which says {found.stated}.",
                cite=["OCG:I.B.2", "OCG:I.B.18"],
                also_cite=[
                    *(["OCG:I.C.13.a"] if billed.code.startswith("M") else []),
                    f"TAB:{billed.code}:title",
                    *(f"TAB:{code}:title" for code in found.codes),
                ],
                action=Action.REPLACE,
                do=f"replace with {either(found.codes)}",
                codes=found.codes,
                evidence=found.evidence,
                denial_risk=["CARC 16"],
            )
