"""SEQ40: a sequela code before the condition that remains."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.lead import first_listed
from catalog import compact

_EXTERNAL = "VWXY"


class SequelaFirst(Rule):
    """The condition that remains is coded first, and the injury that left it second.

    Catches: S52.501S (sequela of a fracture of the right radius) before M19.131 (post-traumatic
    osteoarthritis of the right wrist), or alone.
    Right: M19.131, then S52.501S.
    Silent: when another code leads, for sequela codes of earlier chapters, whose own notes ask for
    the condition first (CNV03), and for codes that name what remains themselves (I69).
    """

    id = "SEQ40"
    name = "sequela_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.10", "OCG:I.C.19.a")
    needs_quote = False
    about = ("M80", "M84", "M97", "S", "T")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not _is_sequela(first) or first.code[0] in _EXTERNAL:
            return
        remains = next(
            (b for b in context.billable if b.code[0] not in "VWXYZ" and not _is_sequela(b)), None
        )
        yield self.finding(
            context,
            diagnosis(first),
            f"{first.code} says what left a condition behind, and stands before that condition."
            if remains
            else f"{first.code} says what left a condition behind, which is not on the claim.",
            cite=["OCG:I.B.10"],
            also_cite=["OCG:I.C.19.a"],
            action=Action.RESEQUENCE if remains else Action.ADD,
            do=f"put {remains.code} first and {first.code} after it, if it is what remains"
            if remains
            else f"report the condition that remains before {first.code}",
            codes=[remains.code, first.code] if remains else [],
            evidence=quotes(mentions_of(context, remains.code))[:2] if remains else (),
            denial_risk=["CARC 16"],
        )


def _is_sequela(billed: Billed) -> bool:
    bare = compact(billed.code)
    return len(bare) == 7 and bare[-1] == "S"
