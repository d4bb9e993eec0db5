"""SEQ26: an obstetric code after a code of another chapter."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, put_before
from agent.rules.base import Rule
from agent.rules.sequencing.lead import EXTERNAL_CAUSE, MANIFESTATION, first_listed

#: Sequelae follow what they left behind (SEQ29).
_FOLLOWS = ("O94",)


class ObstetricFirst(Rule):
    """Codes of chapter 15 come before those of any other chapter.

    Catches: E11.9 (type 2 diabetes) first and O24.112 (pre-existing type 2 diabetes in pregnancy)
    after it; a fracture first and O9A.212 after it; A41.9 first and O75.3 after it.
    Right: O24.112, then E11.9.
    Silent: when a Z code leads, as at a screening or supervision visit; when no obstetric code
    but O94 is on the claim; on the newborn's claim (GDL76); and for external causes and
    manifestations in the first place, which other rules speak of.
    """

    id = "SEQ26"
    name = "obstetric_code_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.15.a.1", "OCG:I.C.10.b.1")
    needs_quote = False
    about = ("O",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        obstetric = billed_under(context, ("O",), _FOLLOWS)
        if (
            first is None
            or not obstetric
            or first.code[0] in "OPZ"
            or "O80" in context.billed_codes
        ):
            return
        if {EXTERNAL_CAUSE, MANIFESTATION} & context.catalog.flags(first.code):
            return
        if billed_under(context, ("Z38",)):
            return
        yield put_before(
            self,
            context,
            obstetric[0],
            first,
            f"{first.code} leads the claim, and {obstetric[0].code} "
            f"({context.catalog.title(obstetric[0].code)}) is of chapter 15, which comes first.",
            cite=["OCG:I.C.15.a.1"],
            also_cite=["OCG:I.C.10.b.1"] if first.code.startswith("J96") else [],
        )
