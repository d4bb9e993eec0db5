"""GDL86: more than one activity, status or place of an event, or one that says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from agent.rules.guidelines.injuries import causes

_SECTIONS = {"Y92": "OCG:I.C.20.b", "Y93": "OCG:I.C.20.c", "Y99": "OCG:I.C.20.k"}
_SAYS_NOTHING = {"Y92.9", "Y93.9", "Y99.9"}
#: A second place is right where a new injury arises in a stay.
_MAY_RECUR = "Y92"
#: Poisonings, toxic and other effects whose codes hold the cause.
_OWN_CAUSE = ("T3", "T4", "T5", "T6", "T7")


class CircumstancesRepeated(Rule):
    """An event has one activity, one status and as a rule one place; none is coded that is unknown.

    Catches: Y93.01 beside Y93.K1; Y99.0 beside Y99.8; Y92.9 (unspecified place); Y99.8 with no
    external cause or activity at all.
    Right: one code each, and none for what nobody stated.
    Severity: error for a second activity or status, or a status by itself; else a warning.
    Silent: for a single code of each, beside an external cause.
    """

    id = "GDL86"
    name = "circumstances_repeated_or_empty"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.20.b", "OCG:I.C.20.c", "OCG:I.C.20.d", "OCG:I.C.20.k")
    needs_quote = False
    about = ("Y92", "Y93", "Y99")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for kind, section in _SECTIONS.items():
            found = billed_under(context, (kind,))
            empty = [b for b in found if b.code in _SAYS_NOTHING]
            for billed in empty:
                yield take_out(
                    self,
                    context,
                    billed,
                    f"{billed.code} ({context.catalog.title(billed.code)}) says nothing, and is "
                    "not "
                    "reported for what nobody stated.",
                    cite=[section],
                    severity=Severity.WARNING,
                )
            for billed in [b for b in found if b not in empty][1:]:
                yield take_out(
                    self,
                    context,
                    billed,
                    f"{billed.code} is the second code of {kind} on the claim; an encounter has "
                    "one.",
                    cite=["OCG:I.C.20.d"],
                    also_cite=[section],
                    severity=Severity.WARNING if kind == _MAY_RECUR else None,
                )
        others = [*causes(context), *billed_under(context, (*_OWN_CAUSE, "Y93", "Y92"))]
        for billed in [] if others else billed_under(context, ("Y99",), ("Y99.9",))[:1]:
            yield take_out(
                self,
                context,
                billed,
                f"{billed.code} tells the status of the person at an event, and no external "
                "cause code "
                "tells of an event.",
                cite=["OCG:I.C.20.k"],
            )
