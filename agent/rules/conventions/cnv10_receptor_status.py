"""CNV10: the receptor status that a note at cancer of the breast asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need

_STATUS = "Z17"
_ESTROGEN = re.compile(
    r"\b(?:ER|estrogen[- ]receptor)s?(?: status)?[ :-]{0,3}(?:is |was )?"
    r"(?P<sign>\+|positive|pos\b|-(?=[ ,;/.)])|negative|neg\b)",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:PR|progesterone|HER-?2|triple[- ]negative)\b", re.IGNORECASE)
#: From this day on there are codes for the status of several receptors together (Z17.4-).
_TOGETHER_FROM = date(2024, 10, 1)


class ReceptorStatus(Rule):
    """The note at C50 asks for the receptor status, the chart states it, and the claim does not.

    Catches: C50.412 alone, "ER positive" in the pathology report.
    Right: C50.412 and Z17.0; where HER2 or progesterone receptors are stated too, the code of Z17
    for all of them, as far as the date of service has it.
    Advice, since such a note asks for a second code where it is known.
    Silent: when any code of Z17 is billed, when the chart states both positive and negative, and
    when it says nothing of estrogen receptors.
    """

    id = "CNV10"
    name = "receptor_status_missing"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("TAB:*:useAdditionalCode", "OCG:I.B.7")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})
    about = ("C50",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        cancer = next((b for b in context.billable if b.code.startswith("C50")), None)
        if cancer is None or any(b.code.startswith(_STATUS) for b in context.billed):
            return
        found = _stated(context)
        codes = {code for code, _ in found}
        if len(codes) != 1 or not view.is_billable(code := codes.pop()):
            return
        together = context.date >= _TOGETHER_FROM and any(
            _OTHERS.search(d.text) for d in context.documents
        )
        yield self.finding(
            context,
            diagnosis(cancer),
            f"{cancer.code} has a note that asks for the receptor status, which the chart states "
            "and the claim leaves out.",
            cite=["TAB:C50:useAdditionalCode"],
            also_cite=["OCG:I.B.7"],
            action=Action.ADD,
            do=f"add the code of {_STATUS} for all receptors that the chart states"
            if together
            else f"add {code} after {cancer.code}",
            codes=[] if together else [code],
            evidence=[span for _, span in found[:2]],
        )


def _stated(context: AuditContext) -> list[tuple[str, EvidenceSpan]]:
    """Statements of the estrogen receptor status, each with its code."""
    found = []
    for document in context.documents:
        for match in _ESTROGEN.finditer(document.text):
            positive = match["sign"].lower() in {"+", "positive", "pos"}
            span = EvidenceSpan(
                document_id=document.id, start=match.start(), end=match.end(), quote=match.group()
            )
            found.append((f"{_STATUS}.{0 if positive else 1}", span))
    return found
