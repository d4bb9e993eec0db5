"""GDL36: a severity of dementia that the provider does not document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import sentences_with
from agent.rules.needs import Need

#: Etiology, severity and the rest of a code such as F03.B18: B is moderate.
_GRADED = re.compile(r"(F0[123])\.([ABC])(\w{1,2})$")
#: The character for unspecified severity differs with the etiology.
_UNSPECIFIED = {"F01": "5", "F02": "8", "F03": "9"}
_SEVERITY = re.compile(
    r"\b(?:mild\w*|moderate\w*|severe\w*|advanced|profound|early|late|end|stage ?\d|\d+/30)\b",
    re.IGNORECASE,
)


class DementiaSeverity(Rule):
    """Mild, moderate or severe dementia needs the provider's word; else severity is unspecified.

    Catches: F03.B0 (unspecified dementia, moderate) with "dementia, stable on donepezil".
    Right: F03.90, until the provider states the severity.
    Silent: when a sentence on dementia, memory or a cognitive test holds a word for severity or a
    score, and when no document speaks of dementia (SUP01).
    Always for review: reading finds words, and cannot prove that they are missing.
    """

    id = "GDL36"
    name = "dementia_severity"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.5.d", "TAB:*:title")
    needs_quote = True
    unprovable = "an absence cannot be quoted; a coder must read the chart for the severity"
    about = tuple(f"F0{etiology}.{grade}" for etiology in "123" for grade in "ABC")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        words = sentences_with(context, "dementia")
        told = sentences_with(context, "severity_context_of_dementia")
        if not words or any(_SEVERITY.search(span.quote) for span in told):
            return
        for billed in context.billable:
            graded = _GRADED.match(billed.code)
            if graded is None:
                continue
            etiology, _, rest = graded.groups()
            right = f"{etiology}.{_UNSPECIFIED[etiology]}{rest}"
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} states a severity of the dementia that no document states.",
                cite=["OCG:I.C.5.d"],
                also_cite=[f"TAB:{billed.code}:title", f"TAB:{right}:title"],
                action=Action.REPLACE,
                do=f"replace with {right} (unspecified severity), unless the provider states it",
                codes=[right],
                evidence=words[:2],
                confidence=0.8,
            )
