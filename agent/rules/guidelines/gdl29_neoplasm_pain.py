"""GDL29: neoplasm related pain without the neoplasm."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes

#: Neoplasms of chapter 2 of any behavior, and benign tumors that other chapters hold.
_NEOPLASMS = ("C", "D0", "D1", "D2", "D3", "D4", "N40", "Q85", "K63.5")


class NeoplasmPain(Rule):
    """G89.3 is pain that the provider ties to a tumor, and the tumor is coded as well.

    Catches: G89.3 (neoplasm related pain) with M54.50 and no neoplasm; G89.3 with Z85.3 only.
    Right: G89.3 and C79.51 (metastasis to bone), G89.3 first when the visit is for the pain.
    Silent: when any neoplasm is billed.
    """

    id = "GDL29"
    name = "neoplasm_pain"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.6.b.5",)
    needs_quote = False
    about = ("G89.3",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        pain = billed_with(context, "G89.3")
        if not pain or billed_with(context, *_NEOPLASMS):
            return
        codes = tuple(p.code for p in context.proposals if p.code.startswith(_NEOPLASMS[:6]))
        yield self.finding(
            context,
            diagnosis(pain[0]),
            "G89.3 (neoplasm related pain) is billed, and no neoplasm is on the claim.",
            cite=["OCG:I.C.6.b.5"],
            action=Action.ADD if codes else Action.QUERY,
            do=f"add {codes[0]}"
            if codes
            else "add the neoplasm that the provider ties the pain to; without one, report the "
            "pain by its site and cause",
            codes=codes[:1],
            evidence=quotes([m for c in codes[:1] for m in mentions_of(context, c)]),
        )
