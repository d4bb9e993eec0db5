"""GDL72: a 7th character for one fetus of several, in a single pregnancy; or the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis

#: The categories of the guideline whose 7th character names the fetus. O31 is of several by itself.
_FETUS = (
    "O32", "O33.3", "O33.4", "O33.5", "O33.6", "O35", "O36", "O40", "O41", "O60.1", "O60.2", "O64",
    "O69",
)  # fmt: skip
#: What tells of more than one fetus: multiple gestation, its complications, outcomes of twins and
#: more.
_SEVERAL = ("O30", "O31", "O66.1", "O43.02", "Z37.2", "Z37.3", "Z37.4", "Z37.5", "Z37.6", "Z37.7")


class FetusCharacter(Rule):
    """The 7th character names a fetus in a single pregnancy, or none in one of several.

    Catches: O36.5931 (poor fetal growth, third trimester, fetus 1) with no code of a multiple
    gestation; O32.1XX0 (0, not applicable) beside O30.043 (twins).
    Right: 0 in a single pregnancy; 1 to 5 or 9 for the fetus concerned of several.
    Severity: a warning in the first case; advice in the second, since 0 also stands where the
    fetus cannot be told.
    Silent: when O30 or another sign of several fetuses is on the claim, in the first case.
    """

    id = "GDL72"
    name = "fetus_character"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.15.a.6", "TAB:*:title")
    needs_quote = False
    about = _FETUS

    def check(self, context: AuditContext) -> Iterator[Finding]:
        several = billed_under(context, _SEVERAL)
        for billed in billed_under(context, _FETUS):
            character = billed.code[-1]
            if len(billed.code) != 8 or (character == "0") != bool(several):
                continue
            single = billed.code[:-1] + "0"
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} names no fetus, and {several[0].code} tells of several."
                if several
                else f"{billed.code} names one fetus of several, and nothing on the claim tells of "
                "more than one.",
                cite=["OCG:I.C.15.a.6"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.QUERY if several else Action.REPLACE,
                do="give the 7th character of the fetus concerned, where the record tells it"
                if several
                else f"replace with {single}, or add the O30 code of the multiple gestation",
                codes=[] if several else [single],
                severity=Severity.ADVICE if several else None,
                denial_risk=["CARC 16"],
            )
