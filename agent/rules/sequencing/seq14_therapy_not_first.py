"""SEQ14: an encounter for antineoplastic therapy that is not first-listed."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.antineoplastic import BRACHYTHERAPY, EXTERNAL_BEAM, given
from agent.rules.sequencing.lead import first_listed


class TherapyNotFirst(Rule):
    """Z51.0, Z51.11 and Z51.12 lead: they are for encounters that are chiefly for the therapy.

    Catches: C50.911 (breast cancer), then Z51.11 (antineoplastic chemotherapy).
    Right: Z51.11, then C50.911, when the encounter was for the chemotherapy; else C50.911 alone.
    Silent: when one of the three leads, and when the first diagnosis is no neoplasm (another reason
    for the encounter, which the rules on first-listed Z codes judge); for brachytherapy (SEQ20).
    """

    id = "SEQ14"
    name = "therapy_not_first"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.2.e.2", "OCG:I.C.2.a")
    needs_quote = False
    about = ("Z51.0", "Z51.1")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        therapy = billed_with(context, *self.about)
        if first is None or not therapy or not first.code.startswith(("C", "D0", "D3", "D4")):
            return
        if given(context, BRACHYTHERAPY) and not given(context, EXTERNAL_BEAM):
            return
        yield self.finding(
            context,
            diagnosis(therapy[0]),
            f"{therapy[0].code} stands after {first.code}; it is for encounters that are chiefly "
            "for the therapy, and leads these.",
            cite=["OCG:I.C.2.e.2"],
            also_cite=["OCG:I.C.2.a"],
            action=Action.RESEQUENCE,
            do=f"put {therapy[0].code} first, if giving the therapy was the reason for the "
            f"encounter; if not, such as after surgery in the same stay, remove {therapy[0].code}",
            codes=[therapy[0].code, first.code],
            evidence=quotes(mentions_of(context, therapy[0].code)),
            denial_risk=["CARC 16"],
        )
