"""SPC06: an unspecified code, although the assessment documents a specific form of the disease."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed, Proposal
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.needs import Need
from agent.rules.specificity.compare import compare
from agent.rules.support.asserted import is_status
from agent.rules.support.assessed import listed, superseded_by
from agent.rules.support.contradicted import not_reportable

_OPEN = ("unspecified", "without complications")
#: Acquired absence, transplants and implants: the chart names the organ or the device.
_OF_PARTS = ("Z89", "Z90", "Z94", "Z95", "Z96", "Z97")


class DetailLeftOpen(Rule):
    """The type, stage or complication is documented, and the code billed leaves it open.

    Catches: E11.9 (type 2 diabetes without complications) billed, "T2DM with diabetic nephropathy"
    assessed; I48.91 (unspecified atrial fibrillation) for "permanent atrial fibrillation".
    Right: E11.21; I48.21.
    Silent: when the unspecified condition is documented as well, when the specific code or another
    of the category is on the claim, when that code is unspecified too, for circumstances other than
    organs replaced and parts lost (Z89 to Z97), and when side or site is what differs (SPC01 to
    SPC05).
    """

    id = "SPC06"
    name = "detail_left_open"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.B.2", "OCG:I.B.18", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            specific = _specific(context, billed)
            if not specific:
                continue
            codes = tuple(proposal.code for proposal in specific)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) leaves open what the "
                f"assessment states: {context.catalog.title(codes[0])}.",
                cite=["OCG:I.B.2"],
                also_cite=["OCG:I.B.18", *(f"TAB:{c}:title" for c in (billed.code, *codes))],
                action=Action.REPLACE,
                do=f"replace with {either(codes)}",
                codes=codes,
                evidence=[m.span() for p in specific for m in listed(context, p)[:3]],
                confidence=min(proposal.confidence for proposal in specific),
            )


def _specific(context: AuditContext, billed: Billed) -> list[Proposal]:
    """The listed specific conditions of the billed code's category; none where it may stand."""
    category = billed.code[:3]
    alone = [b.code[:3] for b in context.billed].count(category) == 1
    if not alone or _is_circumstance(billed.code) or not _leaves_open(context, billed.code):
        return []
    proposed = [p for p in context.proposals if p.code[:3] == category]
    if any(_leaves_open(context, p.code) for p in proposed):
        return []
    if compare(context, billed) is not None or superseded_by(context, billed) is not None:
        return []
    if not_reportable(context, billed):
        return []
    return [p for p in proposed if listed(context, p)]


def _is_circumstance(code: str) -> bool:
    return is_status(code) and not code.startswith(_OF_PARTS)


def _leaves_open(context: AuditContext, code: str) -> bool:
    title = context.catalog.title(code).lower()
    return any(word in title for word in _OPEN)
