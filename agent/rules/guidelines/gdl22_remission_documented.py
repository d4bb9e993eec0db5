"""GDL22: a leukemia, lymphoma or myeloma that the chart says is in remission, billed without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import said
from agent.rules.code_groups import billed_with
from agent.rules.needs import Need

_DISEASE = re.compile(
    r"\b(?:(?i:leuk\w+|lymphoma\w*|myeloma|hodgkin\w*|plasma cell)"
    r"|ALL|CLL|AML|CML|APL|DLBCL|NHL)\b"
)
_AGAIN = re.compile(r"\b(?:relaps\w*|refractory|progress\w*|recurr\w*)\b", re.IGNORECASE)


class RemissionDocumented(Rule):
    """Leukemia, lymphoma and plasma cell neoplasms have codes of their own for remission.

    Catches: C91.00 (acute lymphoblastic leukemia not having achieved remission) with "ALL in
    complete remission" in the chart; C83.30 with "diffuse large B-cell lymphoma, in remission".
    Right: C91.01; C83.3A.
    Silent: when the same sentence tells of relapse or progression, when remission is a hope or
    denied, and for lymphoma before 1 October 2024, when its remission codes began.
    """

    id = "GDL22"
    name = "remission_documented"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.2.n", "TAB:*:title")
    needs_quote = True
    about = ("C81", "C82", "C83", "C84", "C85", "C88", "C90", "C91", "C92", "C93", "C94", "C95")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        words = [s for s in said(context, "in_remission") if _of_disease(s)]
        billed = billed_with(context, *self.about)
        if not words or len(billed) != 1:
            return
        right = _in_remission(context, billed[0])
        if right is None:
            return
        view = context.catalog
        leukemic = billed[0].code >= "C90"
        yield self.finding(
            context,
            diagnosis(billed[0]),
            f"{billed[0].code} ({view.title(billed[0].code)}) is billed, and the chart says that "
            "the disease is in remission.",
            cite=["OCG:I.C.2.n" if leukemic else f"TAB:{right}:title"],
            also_cite=[f"TAB:{right}:title"],
            action=Action.REPLACE,
            do=f"replace with {right}",
            codes=[right],
            evidence=words[:2],
        )


def _of_disease(span: EvidenceSpan) -> bool:
    return bool(_DISEASE.search(span.quote)) and not _AGAIN.search(span.quote)


def _in_remission(context: AuditContext, billed: Billed) -> str | None:
    """The sibling for remission; None where there is none or the billed code is it."""
    view = context.catalog
    if _stated(view.title(billed.code)):
        return None
    codes = [
        entry.code
        for entry in view.siblings(billed.code)
        if _stated(entry.title) and view.is_billable(entry.code)
    ]
    return codes[0] if len(codes) == 1 else None


def _stated(title: str) -> bool:
    return title.lower().endswith("in remission")
