"""OIG10: a deep pressure ulcer of which the chart says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.oig.high_risk import told

_DEEP = re.compile(r"L89\.(?:\d{2}[034]|\d[34]$|4[34]|9[34])|L89\.[49]5")


class DeepPressureUlcer(Rule):
    """A deep or unstageable pressure ulcer is billed, and no word of the chart describes one.

    Catches: L89.153 on a claim whose note has neither wound nor ulcer, stage nor measure.
    Right: the ulcer with its site and stage in the record of a clinician who saw it.
    Advice: of the same kind as the groups of OIG's toolkit, and not one of them. The record of
    another clinician may hold the wound, and is not in the bundle.
    Silent: when any document speaks of a wound, an ulcer, a stage, a dressing or a measure, in
    whatever way; and without documentation.
    """

    id = "OIG10"
    name = "deep_pressure_ulcer_not_described"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ADVICE
    direction = Direction.OVER
    citations = ("OCG:I.C.12.a.1", "OCG:I.B.14")
    needs_quote = False
    unprovable = "that the wound is described nowhere is for a person to confirm"
    about = ("L89",)
    needs = frozenset({Need.DOCUMENTATION})
    pack = "oig"

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if told(context, "wound"):
            return
        for billed in context.billable:
            if not _DEEP.match(billed.code):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is billed, and no word of "
                "the chart describes a wound.",
                cite=["OCG:I.C.12.a.1"],
                also_cite=["OCG:I.B.14"],
                action=Action.NONE,
                do="look for the record of the clinician who saw the wound, or take the code out",
            )
