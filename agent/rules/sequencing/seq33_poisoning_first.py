"""SEQ33: a poisoning after what it brought about."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import put_before
from agent.rules.base import Rule
from agent.rules.sequencing.lead import first_listed
from catalog import compact
from catalog.tabular.notes import intent_character

#: Codes that a poisoning commonly brings about. Infections, neoplasms, injuries and lasting
#: diseases are left out: a poisoning beside them may be a matter of its own.
_MANIFESTATIONS = (
    *("D68.32", "E15", "E16.0", "E16.1", "E16.2", "E87"),
    *("F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19"),
    *("G92", "G93.1", "G93.4", "G93.5", "G93.6", "I46", "I47", "I49", "I95"),
    *("J68", "J69", "J80", "J96", "K71", "K72", "M62.82", "N17"),
    *("R00", "R03", "R06", "R09", "R10", "R11", "R40", "R41", "R42", "R44", "R45", "R50.2", "R55"),
    *("R56", "R57", "R68"),
)
_INTENTS = "1234"


class PoisoningFirst(Rule):
    """A poisoning comes first, then what it brought about.

    Catches: J96.01 (acute respiratory failure) first and T40.2X1A (poisoning by opioids,
    accidental) after it; R40.20 (coma) before T42.4X2A; F11.20 before T40.1X1A.
    Right: T40.2X1A, then J96.01; dependence is an additional code.
    A warning: what leads may have a cause of its own.
    Silent: for adverse effects and underdosing, whose order is the reverse; for sequelae; for
    toxic effects, which later editions alone put first; and when an obstetric, abuse or other
    code that is no common manifestation leads.
    """

    id = "SEQ33"
    name = "poisoning_first"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.e.5", "OCG:I.C.10.b.1")
    needs_quote = False
    about = ("T36", "T37", "T38", "T39", "T4", "T50")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not first.code.startswith(_MANIFESTATIONS):
            return
        poisonings = [
            b
            for b in context.billable
            if "T36" <= b.code[:3] <= "T50"
            and b.code.endswith("A")
            and intent_character(compact(b.code)) in _INTENTS
        ]
        if not poisonings:
            return
        yield put_before(
            self,
            context,
            poisonings[0],
            first,
            f"{first.code} leads the claim, and {poisonings[0].code} "
            f"({context.catalog.title(poisonings[0].code)}) comes before what it brought about.",
            cite=["OCG:I.C.19.e.5"],
            also_cite=["OCG:I.C.10.b.1"] if first.code.startswith("J96") else [],
            confidence=0.85,
        )
