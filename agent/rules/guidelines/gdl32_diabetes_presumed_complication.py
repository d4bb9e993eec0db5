"""GDL32: diabetes without complications beside a condition that is presumed to be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.relation import Relation, relation
from agent.rules.support.assessed import listed
from catalog.data_files import load_yaml


@dataclass(frozen=True, slots=True)
class _Complication:
    codes: tuple[str, ...]
    ending: str
    stays: bool


class DiabetesPresumedComplication(Rule):
    """Conditions that the Index lists under diabetes "with" are presumed to be due to it.

    Catches: E11.9 (without complications) with N18.31 (chronic kidney disease), K31.84
    (gastroparesis) or I73.9 (peripheral angiopathy).
    Right: E11.22 with N18.31; E11.43 with K31.84; E11.51 alone, which says both.
    Silent: when the chart says that the condition has another cause, when a diabetes code with a
    complication is billed, when the assessment states the complication (SPC06 says so), and for
    conditions that the Index does not link by name. The list is ours.
    """

    id = "GDL32"
    name = "diabetes_presumed_complication"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.A.15", "OCG:I.C.4.a", "TAB:*:title")
    needs_quote = False
    about = ("E08.9", "E09.9", "E10.9", "E11.9", "E13.9")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        diabetes = billed_with(context, *self.about)
        if not diabetes:
            return
        plain = diabetes[0]
        if any(b.code[:3] == plain.code[:3] and b != plain for b in context.billable):
            return
        for complication in _complications():
            for billed in billed_with(context, *complication.codes):
                if not _linked(context, plain, billed):
                    continue
                right = plain.code[:3] + complication.ending
                if not _told_apart(context, plain, right):
                    yield self._finding(context, plain, billed, complication)
                return

    def _finding(
        self, context: AuditContext, plain: Billed, billed: Billed, complication: _Complication
    ) -> Finding:
        right = plain.code[:3] + complication.ending
        view = context.catalog
        return self.finding(
            context,
            diagnosis(plain),
            f"{plain.code} says that there are no complications, and {billed.code} "
            f"({view.title(billed.code)}) is billed, which is presumed to be one.",
            cite=["OCG:I.A.15"],
            also_cite=["OCG:I.C.4.a", f"TAB:{right}:title"],
            action=Action.REPLACE,
            do=f"replace {plain.code} {'' if complication.stays else f'and {billed.code} '}with "
            f"{right}{f', before {billed.code}' if complication.stays else ''}, unless the "
            "provider documents another cause",
            codes=[right],
            evidence=quotes(
                [*mentions_of(context, plain.code)[:1], *mentions_of(context, billed.code)[:1]]
            ),
            denial_risk=["CARC 16"],
        )


def _told_apart(context: AuditContext, plain: Billed, right: str) -> bool:
    """Whether SPC06 asks for the code: the assessment states it, and diabetes alone nowhere."""
    proposed = context.proposals
    return any(p.code == right and listed(context, p) for p in proposed) and not any(
        p.code == plain.code for p in proposed
    )


def _linked(context: AuditContext, plain: Billed, billed: Billed) -> bool:
    here, there = mentions_of(context, plain.code), mentions_of(context, billed.code)
    return relation(context, here, there)[0] is not Relation.UNRELATED


@cache
def _complications() -> tuple[_Complication, ...]:
    content = load_yaml(Path(__file__).parent / "diabetes_complications.yaml")
    return tuple(
        _Complication(tuple(row["codes"]), row["ending"], row["stays"])
        for row in content["complications"]
    )
