"""GDL66: a trimester that the weeks of gestation on the claim contradict."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under, replace_by
from agent.rules.base import Rule
from agent.rules.guidelines.pregnancy import ORDER, the_weeks, trimester_in, trimester_of_z3a


class TrimesterAndWeeks(Rule):
    """The trimester in an obstetric code is not the one of the weeks billed beside it.

    Catches: O09.511 (elderly primigravida, first trimester) with Z3A.32 (32 weeks); O10.012
    (second trimester) with Z3A.28. Also a code for an unspecified trimester while the weeks are
    on the claim.
    Right: O09.513, third trimester, from 28 weeks on; the second begins with 14.
    Silent: with several Z3A codes or none; in a stay for the trimester after that of admission,
    since Z3A counts from admission and a complication may arise later.
    """

    id = "GDL66"
    name = "trimester_contradicts_weeks"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = (
        "OCG:I.C.15.a.3",
        "OCG:I.C.15.a.4",
        "OCG:I.C.15.a.5",
        "OCG:I.C.15.a.7",
        "TAB:*:title",
    )
    needs_quote = False
    about = ("Z3A",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        weeks = the_weeks(context)
        right = trimester_of_z3a(weeks.code) if weeks else None
        if weeks is None or right is None:
            return
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        for billed in billed_under(context, ("O",)):
            title = context.catalog.title(billed.code)
            said = trimester_in(title)
            if said is None or said == right:
                continue
            if inpatient and said in ORDER and ORDER.index(said) == ORDER.index(right) + 1:
                continue
            opened = said == "unspecified"
            yield replace_by(
                self,
                context,
                billed,
                _at(context, billed, said, right),
                f"{billed.code} is for the {said} trimester; {weeks.code} "
                f"({context.catalog.title(weeks.code)}) is in the {right}."
                if not opened
                else f"{billed.code} leaves the trimester open, and {weeks.code} tells that it "
                "is the "
                f"{right}.",
                cite=["OCG:I.C.15.a.5" if opened else "OCG:I.C.15.a.3"],
                also_cite=["OCG:I.C.15.a.4", "OCG:I.C.15.a.7", f"TAB:{billed.code}:title"]
                if inpatient
                else ["OCG:I.C.15.a.7", f"TAB:{billed.code}:title"],
                severity=Severity.WARNING if opened else None,
            )


def _at(context: AuditContext, billed: Billed, said: str, right: str) -> list[str]:
    """The code of the same title but for the trimester."""
    view = context.catalog
    wanted = view.title(billed.code).lower().replace(f"{said} trimester", f"{right} trimester")
    return [c for c in view.billable_below(billed.code[:5]) if view.title(c).lower() == wanted][:1]
