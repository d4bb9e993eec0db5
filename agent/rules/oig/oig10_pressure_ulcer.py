"""OIG10: a deep pressure ulcer that the chart names and does not describe."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import Assertion, AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.oig.high_risk import told

_DEEP = re.compile(r"L89\.(?:\d{2}[034]|\d[34]$|4[34]|9[34])|L89\.[49]5")


class DeepPressureUlcer(Rule):
    """A deep or unstageable pressure ulcer is billed that the chart names and does not describe.

    Catches: L89.153 on a claim whose note lists a sacral pressure ulcer and says no more of it.
    Right: the ulcer with its site and stage in the record of a clinician who saw it.
    Advice: of the same kind as the groups of OIG's toolkit, and not one of them. The record of
    another clinician may hold the wound, and is not in the bundle.
    Silent: when any document speaks of stage, depth, size, a dressing or other care, in whatever
    way; where the chart does not name the ulcer (SUP01 says so); and without documentation.
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
        # A mention without a stage stands for the code of an unspecified one.
        named = [
            mention.span()
            for mention in context.mentions
            if mention.assertion is Assertion.AFFIRMED
            and any(candidate.startswith("L89") for candidate in mention.candidates)
        ]
        for billed in context.billable:
            if not named or not _DEEP.match(billed.code):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is billed; the chart "
                "names the ulcer, and neither stage, depth, size nor care of it.",
                cite=["OCG:I.C.12.a.1"],
                also_cite=["OCG:I.B.14"],
                action=Action.NONE,
                evidence=named[:2],
                do="look for the record of the clinician who saw the wound, or take the code out",
            )
