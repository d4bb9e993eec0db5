"""OIG03: an embolism or thrombosis, and no word of an anticoagulant in the chart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.oig.high_risk import ONE_BUNDLE, TOOLKIT, spoken_of, told


class Embolism(Rule):
    """An acute embolism or thrombosis is billed, and the chart names no anticoagulant.

    Catches: I26.99 beside a note that tells of a pulmonary embolism and lists no anticoagulant.
    Right: Z86.711 (history of pulmonary embolism) or Z86.718 when it is over; I26.- while it is
    treated, and the note then says with what.
    Advice: OIG found 593 of 754 such codes unsupported. What was dispensed to the patient is not
    seen from one bundle.
    Silent: when any document names an anticoagulant, a filter, lysis or removal of the clot, in
    whatever way; for chronic embolism, which may go untreated; where the chart does not report
    it as present (SUP01 to SUP04 say so); and without documentation.
    """

    id = "OIG03"
    name = "embolism_without_anticoagulant"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ADVICE
    direction = Direction.OVER
    citations = (TOOLKIT,)
    needs_quote = False
    unprovable = ONE_BUNDLE
    about = ("I26", "I74", "I82.2", "I82.4", "I82.6", "I82.A1", "I82.B1", "I82.C1")
    needs = frozenset({Need.DOCUMENTATION})
    effective_from = date(2023, 12, 1)
    pack = "oig"

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if told(context, "anticoagulant"):
            return
        for billed in billed_under(context, self.about, ("I82.21", "I82.29")):
            spoken = spoken_of(context, billed.code)
            if spoken is None:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is billed as acute, and the "
                "chart names no anticoagulant.",
                cite=[TOOLKIT],
                action=Action.NONE,
                do="check whether it is treated still; one that is over is history (Z86.71-)",
                rationale="An acute embolism is nearly always anticoagulated.",
                evidence=spoken,
            )
