"""GDL77: the birth reported at an encounter after the birth."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from agent.rules.needs import Need

#: A child may be admitted a little after midnight of the day of birth.
_DAYS_OF_BIRTH = 1
#: Born outside a hospital; the first admission may be days later.
_BORN_OUTSIDE = ("Z38.1", "Z38.4", "Z38.7")


class NewbornCodeLater(Rule):
    """Z38 is for the record of the birth, and for no later one.

    Catches: Z38.00 at an office visit a week after birth, or for a stay that began five days
    after it (a transfer or readmission).
    Right: Z00.110 (newborn under 8 days, routine examination) or the condition seen for.
    Silent: for a child born outside a hospital, and on professional claims, since physicians report
    Z38 through the whole birth stay.
    """

    id = "GDL77"
    name = "liveborn_code_after_birth"
    category = Category.DEMOGRAPHIC_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.16.a.2", "TAB:*:inclusionTerm")
    needs_quote = False
    about = ("Z38",)
    needs = frozenset({Need.BIRTH_DATE})
    settings = frozenset({Setting.INPATIENT, Setting.OUTPATIENT, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        born = context.bundle.patient.birth_date
        if born is None:
            return
        days = (context.bundle.encounter.service_from - born).days
        if days <= _DAYS_OF_BIRTH:
            return
        for billed in billed_under(context, ("Z38",), _BORN_OUTSIDE):
            yield take_out(
                self,
                context,
                billed,
                f"{billed.code} is for the record of the birth; this encounter began {days} days "
                "after it.",
                cite=["OCG:I.C.16.a.2"],
                also_cite=["TAB:Z38:inclusionTerm"],
                do=f"remove {billed.code}; report what the child was seen for",
            )
