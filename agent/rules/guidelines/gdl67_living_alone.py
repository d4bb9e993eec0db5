"""GDL67: living alone billed as a problem, when the record names none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.wording import in_chart, said

_ALONE = re.compile(
    r"(?<!daily )\b(?:lives?|living|resides?) (?:at home )?(?:alone|by (?:him|her)self)\b", re.I
)
#: Anything that makes living alone a risk or an unmet need.
_PROBLEM = re.compile(
    r"\b(?:lonel\w+|isolat\w+|unable|inability|difficult\w*|assist\w*|help\w*|support|unsafe|risk|"
    r"falls?|fell|needs?|caregiver|social work\w*|"
    r"case manage\w*|struggl\w+|dependent|adl|adls|iadls)\b",
    re.IGNORECASE,
)


class LivingAlone(Rule):
    """Living alone is coded where it is a problem or a risk, and not as a mere fact.

    Catches: Z60.2 (problems related to living alone) billed, "lives alone" in the social history,
    and nothing about a need or a risk.
    Right: no code, or the provider's or social worker's note of the need.
    Advice: whether there is a need, the provider may say.
    Silent: when any words of the chart may tell of a need, a risk or support.
    """

    id = "GDL67"
    name = "living_alone_without_problem"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ADVICE
    direction = Direction.OVER
    citations = ("OCG:I.C.21.c.17", "OCG:I.B.14", "TAB:*:title")
    needs_quote = True
    about = ("Z60.2",)
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        words = [s.span for s in said(context, _ALONE, histories=True)]
        if not words or in_chart(context, _PROBLEM):
            return
        for billed in billed_under(context, ("Z60.2",)):
            yield self.finding(
                context,
                diagnosis(billed),
                "Z60.2 is for problems that living alone brings; the chart says only that the "
                "patient "
                "lives alone.",
                cite=["OCG:I.C.21.c.17"],
                also_cite=["OCG:I.B.14", "TAB:Z60.2:title"],
                action=Action.QUERY,
                do="remove Z60.2, unless a clinician documents a risk or unmet need",
                evidence=words[:2],
                confidence=0.7,
            )
