"""GDL46: angina and coronary atherosclerosis as two codes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.relation import Relation, relation
from catalog.data_files import load_yaml

_ATHEROSCLEROSIS = "I25.10"


class AnginaWithCoronaryDisease(Rule):
    """Coronary atherosclerosis with angina takes a combination code; the two are presumed linked.

    Catches: I25.10 (coronary atherosclerosis without angina) with I20.9 (angina pectoris).
    Right: I25.119 in place of both; with unstable angina, I20.0, it is I25.110.
    Silent: when the chart gives the angina another cause, for atherosclerosis of bypass grafts
    (I25.7, whose vessel must be known), and for demand ischemia and coronary microvascular disease.
    """

    id = "GDL46"
    name = "angina_with_coronary_disease"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = ("OCG:I.C.9.b", "OCG:I.A.15")
    needs_quote = False
    about = (_ATHEROSCLEROSIS,)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        coronary = billed_with(context, _ATHEROSCLEROSIS)
        angina = next((b for b in context.billable if b.code in _combinations()), None)
        if not coronary or angina is None:
            return
        there = mentions_of(context, angina.code)
        found, _ = relation(context, mentions_of(context, _ATHEROSCLEROSIS), there)
        if found is not Relation.UNRELATED:
            yield self._finding(context, coronary[0], angina)

    def _finding(self, context: AuditContext, coronary: Billed, angina: Billed) -> Finding:
        right = _combinations()[angina.code]
        mentions = [*mentions_of(context, coronary.code)[:1], *mentions_of(context, angina.code)]
        return self.finding(
            context,
            diagnosis(coronary),
            f"{coronary.code} says that there is no angina, and {angina.code} "
            f"({context.catalog.title(angina.code)}) is billed; the two are presumed to belong "
            f"together, {right}.",
            cite=["OCG:I.C.9.b"],
            also_cite=["OCG:I.A.15"],
            action=Action.REPLACE,
            do=f"replace {coronary.code} and {angina.code} with {right}, unless the provider "
            "documents another cause of the angina",
            codes=[right],
            evidence=quotes(mentions),
            denial_risk=["CARC 16"],
        )


@cache
def _combinations() -> dict[str, str]:
    """Codes for angina without coronary atherosclerosis, and the combination codes for each."""
    content = load_yaml(Path(__file__).parent / "angina_with_coronary_disease.yaml")
    found: dict[str, str] = content["combinations"]
    return found
