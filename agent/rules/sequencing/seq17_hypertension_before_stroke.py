"""SEQ17: hypertension before the acute cerebrovascular disease."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import first_listed


class HypertensionBeforeStroke(Rule):
    """Acute cerebrovascular disease comes before the hypertension that goes with it.

    Catches: I10 (hypertension) first, I63.9 (cerebral infarction) second.
    Right: I63.9, then I10.
    Silent: for sequelae (I69) and chronic cerebrovascular disease, beside which the hypertension
    may be the reason for the visit, and when the stroke came up after admission (indicator N).
    """

    id = "SEQ17"
    name = "hypertension_before_stroke"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.9.a.4",)
    needs_quote = False
    about = ("I60", "I61", "I62", "I63")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        stroke = billed_with(context, *self.about)
        if first is None or not stroke or not first.code.startswith(("I10", "I11", "I12", "I13")):
            return
        if stroke[0].entry.poa in ("N", "U"):
            return
        yield self.finding(
            context,
            diagnosis(stroke[0]),
            f"{stroke[0].code} ({context.catalog.title(stroke[0].code)}) stands after "
            f"{first.code}, hypertension.",
            cite=["OCG:I.C.9.a.4"],
            action=Action.RESEQUENCE,
            do=f"put {stroke[0].code} before {first.code}",
            codes=[stroke[0].code, first.code],
            evidence=quotes(mentions_of(context, stroke[0].code)),
        )
