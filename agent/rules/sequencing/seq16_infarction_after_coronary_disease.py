"""SEQ16: coronary artery disease before the acute infarction that brought the patient in."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import first_listed

#: Infarctions of type 1 or unspecified type; the cause of a type 2 infarction precedes it.
_ACUTE = ("I21.0", "I21.1", "I21.2", "I21.3", "I21.4", "I21.9", "I21.B", "I22")


class InfarctionAfterCoronaryDisease(Rule):
    """A patient with coronary disease is admitted for an infarction: the infarction is principal.

    Catches: an inpatient stay with I25.10 (coronary atherosclerosis) first and I21.4 (infarction)
    second.
    Right: I21.4, then I25.10.
    Silent: when the infarction came up after admission (indicator N or U), and for type 2
    infarctions, whose cause comes first.
    """

    id = "SEQ16"
    name = "infarction_after_coronary_disease"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.9.b",)
    needs_quote = False
    about = ("I21", "I22")
    settings = frozenset({Setting.INPATIENT})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        infarction = billed_with(context, *_ACUTE)
        if first is None or not infarction or not first.code.startswith(("I25.1", "I25.7")):
            return
        if infarction[0].entry.poa in ("N", "U"):
            return
        yield self.finding(
            context,
            diagnosis(infarction[0]),
            f"{infarction[0].code} (acute myocardial infarction) stands after {first.code}, "
            "coronary artery disease.",
            cite=["OCG:I.C.9.b"],
            action=Action.RESEQUENCE,
            do=f"put {infarction[0].code} first, if it brought the patient in",
            codes=[infarction[0].code, first.code],
            evidence=quotes(mentions_of(context, infarction[0].code)),
        )
