"""GDL73: gestational diabetes beside codes that it takes the place of."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule

_DRUGS = ("Z79.4", "Z79.84", "Z79.85")


class GestationalDiabetes(Rule):
    """O24.4- says how gestational diabetes is controlled, and stands without other O24 codes.

    Catches: O24.414 (insulin controlled) with Z79.4 (long-term use of insulin); O24.419 with
    O24.113 (pre-existing type 2 diabetes).
    Right: O24.414 alone.
    Silent: for Z79 codes with pre-existing diabetes (O24.0 to O24.3), and for chapter 4 diabetes
    beside O24.4-, which an Excludes1 note forbids (CNV01).
    """

    id = "GDL73"
    name = "gestational_diabetes_pairs"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.15.i", "TAB:*:title")
    needs_quote = False
    about = ("O24.4",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        gestational = billed_under(context, ("O24.4",))
        if not gestational:
            return
        own = gestational[0]
        others = billed_under(context, ("O24",), ("O24.4",))
        for other in others:
            yield take_out(
                self,
                context,
                other,
                f"{other.code} ({context.catalog.title(other.code)}) stands beside {own.code}, "
                "gestational diabetes; no other O24 code does.",
                cite=["OCG:I.C.15.i"],
                also_cite=[f"TAB:{other.code}:title"],
                beside=own,
                do=f"keep {own.code} or {other.code}, as the provider states when the diabetes "
                "began",
            )
        for drug in [] if others else billed_under(context, _DRUGS):
            yield take_out(
                self,
                context,
                drug,
                f"{drug.code} ({context.catalog.title(drug.code)}) is not added to {own.code}, "
                "which "
                "tells itself how the diabetes is controlled.",
                cite=["OCG:I.C.15.i"],
                also_cite=[f"TAB:{drug.code}:title"],
                beside=own,
            )
