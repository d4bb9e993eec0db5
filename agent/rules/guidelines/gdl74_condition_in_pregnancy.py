"""GDL74: a condition of a pregnant patient without its obstetric code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from catalog.data_files import load_yaml

#: Sequelae of an earlier pregnancy, and pregnancies that end in abortion or outside the womb, of
#: which the sections speak less plainly.
_PAST = ("O94", "O00", "O01", "O02", "O03", "O04", "O05", "O06", "O07", "O08")


class ConditionInPregnancy(Rule):
    """Some conditions have a code of chapter 15 that comes before their own in pregnancy.

    Catches: E11.9 (type 2 diabetes) beside O09.522, with no O24 code; F17.210 (cigarettes) beside
    O99.013 with no O99.33- code; B20 with no O98.7- code.
    Right: O24.112, then E11.9; O99.333, then F17.210.
    Silent: when the obstetric code is on the claim, for abortive outcomes (O00-O08), when no code
    of chapter 15 or Z3A says that the patient is pregnant or in the puerperium, and for
    conditions for which no guideline says so. Drug and tobacco dependence in remission is silent
    too.
    """

    id = "GDL74"
    name = "condition_in_pregnancy"
    category = Category.MISSED_CODE
    severity = Severity.ERROR
    direction = Direction.UNDER
    citations = (
        "OCG:I.C.15.a.1",
        "OCG:I.C.15.f",
        "OCG:I.C.15.g",
        "OCG:I.C.15.l.1",
        "OCG:I.C.15.l.2",
        "OCG:I.C.15.l.3",
        "OCG:I.C.15.m",
        "OCG:I.C.15.s",
    )
    needs_quote = False
    about = ("O", "Z3A")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        obstetric = billed_under(context, ("O", "Z3A"), _PAST)
        if not obstetric or billed_under(context, ("P", "Z38")):
            return
        for conditions, wanted, cite in _entries():
            if any(b.code.startswith(wanted) for b in context.billed):
                continue
            found = [b for b in billed_under(context, conditions) if not _over(context, b.code)]
            if not found:
                continue
            billed = found[0]
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is billed for a pregnant or "
                f"puerperal patient ({obstetric[0].code}) without a code of {wanted}-.",
                cite=[cite],
                also_cite=["OCG:I.C.15.a.1"],
                action=Action.ADD,
                do=f"add the {wanted}- code of the trimester or puerperium before {billed.code}",
                evidence=quotes(mentions_of(context, billed.code))[:3],
                denial_risk=["CARC 16"],
            )


def _over(context: AuditContext, code: str) -> bool:
    return "in remission" in context.catalog.title(code).lower() or code.endswith("S")


@cache
def _entries() -> tuple[tuple[tuple[str, ...], str, str], ...]:
    rows = load_yaml(Path(__file__).parent / "pregnancy_conditions.yaml")["entries"]
    return tuple((tuple(row["conditions"]), row["obstetric"], row["cite"]) for row in rows)
