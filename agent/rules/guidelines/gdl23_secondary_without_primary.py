"""GDL23: metastases without the primary that they come from."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, group, proposed_of
from agent.rules.evidence import mentions_of, quotes

#: What the chart may name and a metastasis of a solid tumor does not come from, or not surely.
_NO_ORIGIN = ("C80", "C81", "C82", "C83", "C84", "C85", "C86", "C88", "C9", "D", "Z85.9")


class SecondaryWithoutPrimary(Rule):
    """A metastasis is coded with its primary: present, of the past (Z85), or unknown (C80.1).

    Catches: C79.51 (metastasis to bone) with no primary, no history of one and no C80.1.
    Right: C79.51 with C61, or with Z85.46 when the prostate cancer is gone.
    Advice, because a claim for one service may leave it out; warning when the chart names the
    primary.
    Silent: when any malignancy or history of one is billed beside it.
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
        codes = tuple(
            c for c in proposed_of(context, "origin_of_metastasis") if not c.startswith(_NO_ORIGIN)
        )
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
            evidence=quotes([m for c in codes[:1] for m in mentions_of(context, c)]),
            severity=Severity.WARNING if codes else None,
        )
