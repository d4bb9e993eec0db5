"""GDL44: a hypertensive combination code without, or against, the code that details it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, proposed_below, quotes
from catalog.data_files import load_yaml


@dataclass(frozen=True, slots=True)
class _Detail:
    """What must stand beside a combination code, and what contradicts it."""

    needed: tuple[str, ...]
    called: str
    against: tuple[str, ...]
    instead: str
    citation: str


@cache
def _details() -> dict[str, tuple[_Detail, ...]]:
    content = load_yaml(Path(__file__).parent / "hypertensive_detail.yaml")
    return {
        code: tuple(
            _Detail(
                tuple(row.get("needed", ())),
                row.get("called", ""),
                tuple(row.get("against", ())),
                row.get("instead", ""),
                row["citation"],
            )
            for row in rows
        )
        for code, rows in content["combinations"].items()
    }


class HypertensiveDetail(Rule):
    """A code of I11 to I13 goes with the codes for the heart failure and the stage of the kidney.

    Catches: I12.9 with no code of N18; I11.0 with no code of I50; I12.9 (stages 1 to 4) with N18.6
    (end stage renal disease); I11.9 (without heart failure) with I50.9.
    Right: I12.9 with N18.31; I11.0 with I50.9; I12.0 with N18.6.
    Error where the two codes contradict each other, warning where the second is missing.
    Silent: when detail and combination agree, and when the chart documents the detail that is
    missing (CNV04 says so).
    """

    id = "GDL44"
    name = "hypertensive_detail"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.9.a.1", "OCG:I.C.9.a.2", "OCG:I.C.9.a.3", "TAB:*:title")
    needs_quote = False
    about = ("I11", "I12", "I13")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            for detail in _details().get(billed.code, ()):
                if detail.needed and billed_with(context, *detail.needed):
                    continue
                against = billed_with(context, *detail.against)
                if against:
                    yield self._contradicted(context, billed, detail, against[0])
                    break
                if detail.needed:
                    if not any(proposed_below(context, stem) for stem in detail.needed):
                        yield self._missing(context, billed, detail)
                    break

    def _contradicted(
        self, context: AuditContext, billed: Billed, detail: _Detail, against: Billed
    ) -> Finding:
        view = context.catalog
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} ({view.title(billed.code)}) contradicts {against.code} "
            f"({view.title(against.code)}), diagnosis {against.position}.",
            cite=[detail.citation],
            also_cite=[f"TAB:{billed.code}:title"],
            action=Action.REPLACE,
            do=f"replace {billed.code} with {detail.instead}, if {against.code} is right",
            codes=[detail.instead],
            evidence=quotes(mentions_of(context, against.code)),
            denial_risk=["CARC 16"],
        )

    def _missing(self, context: AuditContext, billed: Billed, detail: _Detail) -> Finding:
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} is billed without {detail.called}.",
            cite=[detail.citation],
            action=Action.ADD,
            do=f"add the code for {detail.called}, after {billed.code}; where the record does not "
            "tell it, the unspecified one",
            evidence=quotes(mentions_of(context, billed.code)),
            severity=Severity.WARNING,
            direction=Direction.UNDER,
        )
