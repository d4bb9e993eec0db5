"""GDL31: diabetes without complications beside diabetes with one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes

_CATEGORIES = ("E08", "E09", "E10", "E11", "E13")
_UNCOMPLICATED = ".9"
_UNSPECIFIED = ".8"


class DiabetesWithoutAndWith(Rule):
    """The codes of a diabetes tell its complications, so "without complications" denies the others.

    Catches: E11.9 (type 2 diabetes without complications) with E11.22 or E11.65; E11.8 (unspecified
    complications) with E11.42.
    Right: E11.22 alone, or all the codes that tell complications.
    Silent: when the codes are of different types of diabetes (CNV01 judges those).
    """

    id = "GDL31"
    name = "diabetes_without_and_with"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("OCG:I.C.4.a", "TAB:*:title")
    needs_quote = False
    about = (
        "E08.9",
        "E08.8",
        "E09.9",
        "E09.8",
        "E10.9",
        "E10.8",
        "E11.9",
        "E11.8",
        "E13.9",
        "E13.8",
    )

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            if billed.code[:3] not in _CATEGORIES or billed.code[3:] not in (
                _UNCOMPLICATED,
                _UNSPECIFIED,
            ):
                continue
            told = next((b for b in context.billable if _tells(b, billed)), None)
            if told is not None:
                yield self._finding(context, billed, told)

    def _finding(self, context: AuditContext, billed: Billed, told: Billed) -> Finding:
        plain = billed.code.endswith(_UNCOMPLICATED)
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} ({context.catalog.title(billed.code)}) stands beside {told.code} "
            f"({context.catalog.title(told.code)}).",
            cite=["OCG:I.C.4.a"],
            also_cite=[f"TAB:{billed.code}:title"],
            action=Action.REMOVE,
            do=f"remove {billed.code}, if {told.code} is right",
            evidence=quotes(mentions_of(context, told.code)),
            denial_risk=["CARC 16"] if plain else [],
            severity=None if plain else Severity.WARNING,
        )


def _tells(other: Billed, billed: Billed) -> bool:
    """Whether the other code is of the same diabetes and tells a complication."""
    return (
        other.code[:3] == billed.code[:3]
        and other.code != billed.code
        and other.code[4] in "0123456"
        and len(other.code) > 5
    )
