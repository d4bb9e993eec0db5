"""GDL85: activity, status or place of an event at a later encounter, or of a poisoning."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from agent.rules.guidelines.injuries import phase_in, phased
from agent.rules.phase import Phase

_SECTIONS = {"Y92": "OCG:I.C.20.b", "Y93": "OCG:I.C.20.c", "Y99": "OCG:I.C.20.k"}
_IN_WORDS = {"Y92": "the place", "Y93": "the activity", "Y99": "the status"}
#: What the guideline says of the place is softened by "generally".
_GENERALLY = "Y92"


class CircumstancesLater(Rule):
    """Place, activity and status of an event are told once, when its treatment begins.

    Catches: Y93.01 (walking) or Y99.8 with S93.401D (sprain, subsequent encounter); Y93.89 with
    T40.2X1A (poisoning by opioids) alone.
    Right: the injury and its external cause with D, and no Y93 or Y99.
    Severity: error for activity and status; a warning for the place, given once as a rule.
    Silent: when any injury on the claim is under active treatment and is no poisoning, and when
    there is no injury with a 7th character.
    """

    id = "GDL85"
    name = "circumstances_at_later_encounter"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.20.b", "OCG:I.C.20.c", "OCG:I.C.20.k")
    needs_quote = False
    about = ("Y92", "Y93", "Y99")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        injuries = phased(context)
        active = [b for b in injuries if phase_in(b.code) is Phase.ACTIVE]
        drugs = [b for b in active if "T36" <= b.code[:3] <= "T50"]
        if not injuries or len(active) > len(drugs):
            return
        for billed in billed_under(context, tuple(_SECTIONS)):
            kind = billed.code[:3]
            if drugs and kind == _GENERALLY:
                continue
            yield take_out(
                self,
                context,
                billed,
                f"{billed.code} tells {_IN_WORDS[kind]} of the event, which is not told for a "
                "poisoning "
                f"or adverse effect ({drugs[0].code})."
                if drugs
                else f"{billed.code} tells {_IN_WORDS[kind]} of the event, which is told once, "
                "when "
                f"treatment begins; {injuries[0].code} is a later encounter.",
                cite=[_SECTIONS[kind]],
                severity=Severity.WARNING if kind == _GENERALLY else None,
            )
