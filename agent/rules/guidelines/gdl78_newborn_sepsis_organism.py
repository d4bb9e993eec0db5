"""GDL78: the organism of a newborn's sepsis coded twice, or the sepsis as an adult's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, replace_by, take_out
from agent.rules.base import Rule
from agent.rules.wording import in_chart

#: Sepsis codes that name their organism, with the codes that would name it again.
_NAMED = {
    "P36.0": ("B95.1",),
    "P36.2": ("B95.6", "B95.61", "B95.62"),
    "P36.4": ("B96.20", "B96.21", "B96.22", "B96.23", "B96.29"),
}
_PERINATAL_DAYS = 28
_COMMUNITY = re.compile(r"\bcommunity[- ]acquired\b", re.IGNORECASE)


class NewbornSepsis(Rule):
    """A newborn's sepsis is P36, and its code may already say the organism.

    Catches: P36.4 (sepsis of newborn due to E. coli) with B96.20 (E. coli as the cause of
    diseases classified elsewhere); A41.9 (sepsis) for an infant twelve days old.
    Right: P36.4 alone; P36.9, unless the record calls the sepsis community acquired.
    Silent: for P36 codes of other organisms, for organisms of another infection, when the birth
    date is not known or lies more than 28 days back, and when P36 is on the claim with A41, which
    a note forbids (CNV01).
    """

    id = "GDL78"
    name = "newborn_sepsis"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.16.f", "TAB:*:title", "TAB:*:excludes1")
    needs_quote = False
    about = ("P36.0", "P36.2", "P36.4", "A40", "A41")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        newborn = billed_under(context, ("P36",))
        for billed in newborn:
            again = billed_under(context, _NAMED.get(billed.code, ("-",)))
            if again and not _other_infection(context):
                yield take_out(
                    self,
                    context,
                    again[0],
                    f"{again[0].code} names the organism that {billed.code} "
                    f"({context.catalog.title(billed.code)}) names already.",
                    cite=["OCG:I.C.16.f"],
                    also_cite=[f"TAB:{again[0].code}:title"],
                    beside=billed,
                )
        if newborn or not _perinatal(context) or in_chart(context, _COMMUNITY):
            return
        for billed in billed_under(context, ("A40", "A41")):
            yield replace_by(
                self,
                context,
                billed,
                ["P36.9"] if billed.code == "A41.9" else [],
                f"{billed.code} is billed for an infant in the first {_PERINATAL_DAYS} days, whose "
                "sepsis is taken as congenital, P36.",
                cite=["OCG:I.C.16.f"],
                also_cite=["TAB:A41:excludes1"] if billed.code.startswith("A41") else [],
                why=", unless the record calls the sepsis community acquired",
                severity=Severity.WARNING,
            )


def _other_infection(context: AuditContext) -> bool:
    """Whether the organism may be that of another infection on the claim."""
    return bool(
        billed_under(context, ("P39", "P38", "P23", "N39", "G00", "J12", "J13", "J14", "J15"))
    )


def _perinatal(context: AuditContext) -> bool:
    born = context.bundle.patient.birth_date
    return (
        born is not None and (context.bundle.encounter.service_from - born).days <= _PERINATAL_DAYS
    )
