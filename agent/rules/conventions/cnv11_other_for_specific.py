"""CNV11: an "other specified" code for a condition that has a code of its own beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import Assertion, AuditContext, Billed, Proposal
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.needs import Need
from agent.rules.specificity.compare import compare
from agent.rules.support.assessed import superseded_by
from agent.rules.support.contradicted import not_reportable
from catalog import compact

_OTHER = re.compile(r"\bother\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:other|unspecified)\b", re.IGNORECASE)
#: Below this the coder's reading is too uncertain to contradict the claim.
_CONFIDENT = 0.7


class OtherForSpecific(Rule):
    """An "other" code is for detail that has no code of its own, and what is documented has one.

    Catches: G50.8 (other disorders of trigeminal nerve) billed, trigeminal neuralgia documented.
    Right: G50.0, trigeminal neuralgia.
    Silent: when the chart documents what the "other" code includes, when the specific code or
    another of the category is on the claim as well (the two may be two conditions), when the
    specific code lies under another heading, and when side or site is what differs (SPC01 to
    SPC05).
    """

    id = "CNV11"
    name = "other_for_specific"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.A.9.a", "OCG:I.B.2", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            specific = _specific(context, billed)
            if not specific:
                continue
            codes = tuple(dict.fromkeys(proposal.code for proposal in specific))
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({view.title(billed.code)}) is for what has no code of its own; "
                f"the chart documents {view.title(codes[0]).lower()}, which has one.",
                cite=["OCG:I.A.9.a"],
                also_cite=["OCG:I.B.2", *(f"TAB:{c}:title" for c in (billed.code, *codes))],
                action=Action.REPLACE,
                do=f"replace with {either(codes)}",
                codes=codes,
                evidence=[m.span() for p in specific for m in p.mentions[:3]],
                confidence=min(proposal.confidence for proposal in specific),
            )


def _specific(context: AuditContext, billed: Billed) -> list[Proposal]:
    """Documented conditions with a code beside the billed "other" code; none where it may stand."""
    view = context.catalog
    if not _OTHER.search(view.title(billed.code)) or billed.code[0] in "VWXYZ":
        return []
    entry = view.entry(billed.code)
    if entry is None or entry.parent is None or _documented(context, billed.code):
        return []
    heading = compact(entry.parent)
    seventh = compact(billed.code)[6:]
    found = [
        p
        for p in context.proposals
        if p.confidence >= _CONFIDENT
        and compact(p.code).startswith(heading)
        and compact(p.code)[6:] == seventh
        and p.code != billed.code
        and not _OPEN.search(view.title(p.code))
        and view.is_billable(p.code)
    ]
    neighbours = sum(b.code[:3] == billed.code[:3] for b in context.billed)
    # Another code of the category, right or only cut short, may be the specific condition's.
    if not found or neighbours > 1:
        return []
    if compare(context, billed) is not None or superseded_by(context, billed) is not None:
        return []
    return [] if not_reportable(context, billed) else found


def _documented(context: AuditContext, code: str) -> bool:
    """Whether the chart affirms what the code itself includes, or the coder proposes it."""
    return any(p.code == code for p in context.proposals) or any(
        m.assertion is Assertion.AFFIRMED and m.candidates and m.candidates[0] == code
        for m in context.mentions
    )
