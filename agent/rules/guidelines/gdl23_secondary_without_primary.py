"""GDL23: metastases without the primary that they come from."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext, Mention
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, group
from agent.rules.evidence import quotes
from agent.rules.support.assessed import listed

#: Malignancies that the metastasis of a solid tumor does not come from.
_OF_BLOOD = ("C81", "C82", "C83", "C84", "C85", "C86", "C88", "C9")


class SecondaryWithoutPrimary(Rule):
    """A metastasis is coded with its primary: present, of the past (Z85), or unknown (C80.1).

    Catches: C79.51 (metastasis to bone) with no primary, no history of one and no C80.1.
    Right: C79.51 with C61, or with Z85.46 when the prostate cancer is gone.
    Advice, because a claim for one service may leave it out; warning when the chart names the
    primary.
    Silent: when any malignancy or history of one is billed beside it, and when the assessment
    states the primary (SUP05 says so).
    """

    id = "GDL23"
    name = "secondary_without_primary"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("OCG:I.C.2.d", "OCG:I.C.2.k")
    needs_quote = False
    about = group("secondary_malignancy")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        secondary = billed_of(context, "secondary_malignancy")
        if not secondary or billed_of(context, "origin_of_metastasis"):
            return
        if _assessed(context):
            return
        named = _named(context)
        codes = tuple(dict.fromkeys(m.candidates[0] for m in named))
        yield self.finding(
            context,
            diagnosis(secondary[0]),
            f"{secondary[0].code} ({context.catalog.title(secondary[0].code)}) is billed without "
            "the primary that it comes from.",
            cite=["OCG:I.C.2.d"],
            also_cite=["OCG:I.C.2.k"],
            action=Action.ADD,
            do=f"add {codes[0]}"
            if codes
            else "add the primary while it is present or treated, its Z85 code when it is gone, or "
            "C80.1 when it cannot be found",
            codes=codes[:1],
            evidence=quotes(m for m in named if m.candidates[0] in codes[:1]),
            severity=Severity.WARNING if codes else None,
        )


def _named(context: AuditContext) -> tuple[Mention, ...]:
    """Mentions of a malignancy as present that have a billable code of a solid primary."""
    return tuple(
        m
        for m in context.mentions
        if m.assertion is Assertion.AFFIRMED
        and m.candidates
        and m.candidates[0].startswith(group("primary_malignancy"))
        and not m.candidates[0].startswith(_OF_BLOOD)
        and context.catalog.is_billable(m.candidates[0])
    )


def _assessed(context: AuditContext) -> bool:
    """Whether the assessment states a malignancy that the metastasis may come from."""
    return any(
        p.code.startswith(group("primary_malignancy")) and listed(context, p)
        for p in context.proposals
    )
