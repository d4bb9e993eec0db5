"""SEQ29: the sequela of a pregnancy before what it left behind."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.answers import put_before
from agent.rules.base import Rule, diagnosis
from agent.rules.sequencing.lead import first_listed, next_to_lead


class ObstetricSequela(Rule):
    """O94 follows the condition that an earlier complication of pregnancy left behind.

    Catches: O94 first, N39.3 (stress incontinence) after it; O94 alone.
    Right: N39.3, then O94.
    Silent: when O94 is not first, and in a stay, where the editor refuses it as principal (SEQ01).
    """

    id = "SEQ29"
    name = "obstetric_sequela_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.15.p.3", "TAB:*:codeFirst")
    needs_quote = False
    about = ("O94",)
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or first.code != "O94":
            return
        lead = next_to_lead(context)
        cite, also = ["OCG:I.C.15.p.3"], ["TAB:O94:codeFirst"]
        message = (
            "O94 leads the claim; the condition that the earlier complication left comes first."
        )
        if lead is not None:
            yield put_before(self, context, lead, first, message, cite=cite, also_cite=also)
            return
        yield self.finding(
            context,
            diagnosis(first),
            message,
            cite=cite,
            also_cite=also,
            action=Action.QUERY,
            do="report the present condition before O94",
            denial_risk=["CARC 16"],
        )
