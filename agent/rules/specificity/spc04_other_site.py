"""SPC04: the site billed is not the site documented."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.needs import Need
from agent.rules.specificity.compare import Difference, compare


class OtherSite(Rule):
    """The note places the condition elsewhere than the code, or where another category has it.

    Catches: M79.661 (right lower leg) billed, "right thigh pain" documented; M79.604 (right leg)
    billed for right knee pain, which is a joint; M99.89 billed, pelvic region documented.
    Right: M79.651; M25.561; M99.85.
    Silent: when any mention of the condition is at the billed site or at one that holds it, when
    the classification has no code for the documented site, and when that code is billed too.
    """

    id = "SPC04"
    name = "other_site"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.2", "OCG:I.B.18", "OCG:I.C.13.a", "TAB:*:title", "TAB:*:excludes2")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            found = compare(context, billed)
            if found is None or found.difference is not Difference.OTHER_SITE:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is {view.title(billed.code)}; the note places the condition "
                f"elsewhere ({found.stated}).",
                cite=["OCG:I.B.2", "OCG:I.B.18"],
                also_cite=[
                    *(["OCG:I.C.13.a"] if billed.code.startswith("M") else []),
                    f"TAB:{billed.code}:title",
                    *(f"TAB:{code}:title" for code in found.codes),
                    *(
                        reference.note.citation
                        for reference in view.references(billed.code, "excludes2")
                        if any(reference.range.covers(code) for code in found.codes)
                    ),
                ],
                action=Action.REPLACE,
                do=f"replace with {either(found.codes)}",
                codes=found.codes,
                evidence=found.evidence,
                denial_risk=["CARC 11", "CARC 16"],
            )
