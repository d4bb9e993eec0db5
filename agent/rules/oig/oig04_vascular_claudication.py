"""OIG04: vascular claudication billed where the chart tells of neurogenic claudication."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.oig.high_risk import pattern


class VascularClaudication(Rule):
    """Claudication of the vessels is billed, and the chart calls the claudication neurogenic.

    Catches: I73.9 billed, and the note says neurogenic claudication from lumbar stenosis.
    Right: M48.062 (lumbar stenosis with neurogenic claudication), when the record documents it.
    Silent: when no words call the claudication neurogenic. Both may be there, so the finding asks
    for a look, and does not say which code is wrong. What drugs were dispensed, by which OIG looked
    for this group, is not seen from one bundle.
    """

    id = "OIG04"
    name = "vascular_claudication"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OIG:A-07-19-01188",)
    needs_quote = True
    about = ("I70.21", "I73.9")
    needs = frozenset({Need.DOCUMENTATION})
    effective_from = date(2021, 11, 1)
    pack = "oig"

    def check(self, context: AuditContext) -> Iterator[Finding]:
        words = [
            EvidenceSpan(document_id=document.id, start=m.start(), end=m.end(), quote=m.group())
            for document in context.documents
            for m in pattern("neurogenic_claudication").finditer(document.text)
        ]
        if not words:
            return
        for billed in billed_under(context, self.about):
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is billed; the chart speaks "
                "of claudication of neurogenic origin.",
                cite=["OIG:A-07-19-01188"],
                action=Action.NONE,
                do="check which kind of claudication the provider documents, and code that",
                evidence=words[:2],
            )
