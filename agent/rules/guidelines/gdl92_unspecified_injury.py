"""GDL92: an injury or burn without a place, beside one with its place."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Setting, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from agent.rules.guidelines.burns import EXTERNAL


class UnspecifiedInjury(Rule):
    """T07 and T30 are for records that name no single injury or burn.

    Catches: T07.XXXA (unspecified multiple injuries) beside S52.501A; T30.0 (burn of unspecified
    body region) beside T24.211A.
    Right: a code for each injury or burn, and no other.
    Severity: error in a stay; else a warning, for there may be further injuries that nobody
    named.
    Silent: when no specific injury or burn is on the claim.
    """

    id = "GDL92"
    name = "unspecified_injury_beside_specified"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.b", "OCG:I.C.19.d.5", "TAB:*:title")
    needs_quote = False
    about = ("T07", "T30")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        for stem, specific, section in (
            ("T07", ("S",), "OCG:I.C.19.b"),
            ("T30", EXTERNAL, "OCG:I.C.19.d.5"),
        ):
            named = billed_under(context, specific)
            for billed in billed_under(context, (stem,)) if named else []:
                yield take_out(
                    self,
                    context,
                    billed,
                    f"{billed.code} ({context.catalog.title(billed.code)}) stands beside "
                    f"{named[0].code}, which names the place.",
                    cite=[section],
                    also_cite=[f"TAB:{billed.code}:title"],
                    beside=named[0],
                    severity=None if inpatient else Severity.WARNING,
                )
