"""GDL25: an encounter for antineoplastic therapy without the neoplasm that is treated."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, billed_with
from agent.rules.evidence import mentions_of, quotes


class TherapyWithoutMalignancy(Rule):
    """Z51.0 or Z51.1- is followed by the neoplasm for which the therapy is given.

    Catches: Z51.11 (antineoplastic chemotherapy) alone, or with Z85.3 (history of breast cancer).
    Right: Z51.11, then C50.911: while treatment goes on, the cancer is coded as present.
    Silent: when any neoplasm is billed, or a disease of another chapter that such drugs or
    radiation treat, such as lupus, amyloidosis or Crohn's disease.
    """

    id = "GDL25"
    name = "therapy_without_malignancy"
    category = Category.MISSED_CODE
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.C.2.e.2", "OCG:I.C.2.m", "TAB:*:codeAlso")
    needs_quote = False
    about = ("Z51.0", "Z51.1")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        therapy = billed_with(context, *self.about)
        if not therapy or billed_of(context, "treated_by_antineoplastics"):
            return
        codes = tuple(p.code for p in context.proposals if p.code.startswith("C"))
        past = billed_with(context, "Z85")
        yield self.finding(
            context,
            diagnosis(therapy[0]),
            f"{therapy[0].code} is billed without the neoplasm that the therapy is for"
            + (f"; {past[0].code} says that it is over." if past else "."),
            cite=["OCG:I.C.2.e.2"],
            also_cite=[*(["OCG:I.C.2.m"] if past else []), "TAB:Z51:codeAlso"],
            action=Action.ADD,
            do=f"add {codes[0] if codes else 'the code of the neoplasm'} after {therapy[0].code}"
            + (f" in place of {past[0].code}" if past else ""),
            codes=codes[:1],
            evidence=quotes([m for c in codes[:1] for m in mentions_of(context, c)]),
            denial_risk=["CARC 16", "CARC 50"],
        )
