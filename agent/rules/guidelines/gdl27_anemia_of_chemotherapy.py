"""GDL27: anemia due to chemotherapy without the drug, or coded as anemia of the neoplasm."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs, said
from agent.rules.code_groups import billed_of, billed_with
from agent.rules.evidence import mentions_of, quotes

#: Adverse effect of antineoplastic and immunosuppressive drugs, this encounter the first.
_ADVERSE_EFFECT = "T45.1X5A"


class AnemiaOfChemotherapy(Rule):
    """Anemia due to chemotherapy is D64.81 with the adverse effect of the drug and the neoplasm.

    Catches: D64.81 with C50.911 and no T45.1X5-; D63.0 (anemia in neoplastic disease) where the
    chart says that chemotherapy caused the anemia.
    Right: D64.81, C50.911, T45.1X5A, in this order when the anemia alone is treated.
    Silent: when T45.1X5- is billed, and for D63.0 when the chart ties the anemia to the neoplasm as
    well, or does not tell its cause.
    """

    id = "GDL27"
    name = "anemia_of_chemotherapy"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.C.2.c.2", "TAB:*:title")
    needs_quote = False
    about = ("D64.81", "D63.0")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if billed_with(context, "D64.81"):
            yield from self._without_drug(context)
        elif billed_with(context, "D63.0"):
            yield from self._of_neoplasm(context)

    def _without_drug(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_with(context, "D64.81")[0]
        if billed_with(context, "T45.1X"):
            return
        neoplasm = billed_of(context, "treated_by_antineoplastics")
        yield self.finding(
            context,
            diagnosis(billed),
            "D64.81 (anemia due to antineoplastic chemotherapy) is billed without the adverse "
            "effect of the drug"
            + ("." if neoplasm else ", and without the neoplasm that it treats."),
            cite=["OCG:I.C.2.c.2"],
            also_cite=["TAB:D64.81:title"],
            action=Action.ADD,
            do=f"add {_ADVERSE_EFFECT} after the anemia"
            + (" and the neoplasm" if neoplasm else "; add the neoplasm before it"),
            codes=[_ADVERSE_EFFECT],
            evidence=quotes(mentions_of(context, "D64.81")),
        )

    def _of_neoplasm(self, context: AuditContext) -> Iterator[Finding]:
        billed = billed_with(context, "D63.0")[0]
        words = said(context, "anemia_due_to_chemotherapy")
        if not words or occurs(context, "anemia_due_to_neoplasm"):
            return
        yield self.finding(
            context,
            diagnosis(billed),
            "D63.0 (anemia in neoplastic disease) is billed, and the chart says that chemotherapy "
            "caused the anemia.",
            cite=["OCG:I.C.2.c.2"],
            also_cite=["TAB:D63.0:title", "TAB:D64.81:title"],
            action=Action.REPLACE,
            do=f"replace with D64.81, and add {_ADVERSE_EFFECT} after the neoplasm",
            codes=["D64.81", _ADVERSE_EFFECT],
            evidence=words[:2],
            direction=Direction.NEUTRAL,
        )
