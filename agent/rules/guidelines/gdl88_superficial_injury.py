"""GDL88: a contusion or abrasion beside a graver injury of the same site."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import take_out
from agent.rules.base import Rule

#: The second and third character of the categories of superficial injuries.
_SUPERFICIAL = ("S00", "S10", "S20", "S30", "S40", "S50", "S60", "S70", "S80", "S90")
#: Without a side a site may be as broad as the head.
_SIDES = ("right", "left")
_WORDS = ("contusion", "abrasion")


class SuperficialInjury(Rule):
    """A contusion or abrasion is not coded where a graver injury of the site is.

    Catches: S60.211A (contusion of right wrist) beside S62.001A (fracture of bone of right
    wrist); S80.01XA (contusion of right knee) beside S83.511A (sprain of cruciate ligament of
    right knee).
    Right: the graver injury alone.
    Silent: for another site or side, when a title leaves the site or side open, and for bites,
    blisters and superficial foreign bodies.
    """

    id = "GDL88"
    name = "superficial_beside_graver_injury"
    category = Category.EXCLUDES
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.19.b.1", "TAB:*:title")
    needs_quote = False
    about = _SUPERFICIAL

    def check(self, context: AuditContext) -> Iterator[Finding]:
        graver = [
            b
            for b in context.billable
            if b.code[0] == "S" and not b.code.startswith(_SUPERFICIAL) and b.code[-1] != "S"
        ]
        if not graver:
            return
        for billed in context.billable:
            if not billed.code.startswith(_SUPERFICIAL) or not _slight(context, billed):
                continue
            found = next((g for g in graver if _one_place(context, billed, g)), None)
            if found is not None:
                yield take_out(
                    self,
                    context,
                    billed,
                    f"{billed.code} ({context.catalog.title(billed.code)}) is superficial, and "
                    f"{found.code} ({context.catalog.title(found.code)}) is a graver injury of the "
                    "same site.",
                    cite=["OCG:I.C.19.b.1"],
                    also_cite=[f"TAB:{billed.code}:title"],
                    beside=found,
                    confidence=0.9,
                )


def _slight(context: AuditContext, billed: Billed) -> bool:
    title = context.catalog.title(billed.code).lower()
    return title.startswith(_WORDS)


def _one_place(context: AuditContext, slight: Billed, graver: Billed) -> bool:
    first, second = (context.catalog.attributes(b.code) for b in (slight, graver))
    if first is None or second is None or first.site is None or second.site is None:
        return False
    return first.site == second.site and first.side == second.side and first.side in _SIDES
