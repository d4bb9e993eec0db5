"""GDL15: inflammatory response of non-infectious origin beside sepsis."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, billed_with
from agent.rules.evidence import mentions_of, quotes


class SirsWithSepsis(Rule):
    """R65.1- is for an inflammatory response without an infection, and sepsis is one with it.

    Catches: A41.9 (sepsis) with R65.10 (SIRS of non-infectious origin).
    Right: A41.9 alone; with acute organ dysfunction due to the sepsis, R65.20 beside it.
    Silent: when no sepsis is billed, and when R65.2- is billed too (CNV01 judges that pair).
    """

    id = "GDL15"
    name = "sirs_with_sepsis"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.1.d.6", "OCG:I.C.18.g", "TAB:*:title", "TAB:*:excludes1")
    needs_quote = False
    about = ("R65.1",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        noninfectious = billed_with(context, "R65.1")
        sepsis = billed_of(context, "sepsis")
        if not noninfectious or not sepsis or billed_with(context, "R65.2"):
            return
        billed = noninfectious[0]
        yield self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} is for an inflammatory response of non-infectious origin and stands "
            f"beside {sepsis[0].code}, sepsis.",
            cite=["OCG:I.C.1.d.6"],
            also_cite=["OCG:I.C.18.g", "TAB:R65.1:excludes1", f"TAB:{billed.code}:title"],
            action=Action.REMOVE,
            do=f"remove {billed.code}; a non-infectious condition that led to the infection takes "
            "its own code",
            evidence=quotes(mentions_of(context, sepsis[0].code)),
            denial_risk=["CARC 16"],
        )
