"""SPC12: a condition documented as acute on chronic, and the code of one form billed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.sequencing.acute_and_chronic import both_said
from catalog.data_files import load_yaml


class AcuteOnChronicAsOne(Rule):
    """A condition that is both acute and chronic has one code for both, and one form is billed.

    Catches: J96.01 (acute respiratory failure with hypoxia) billed, "acute on chronic hypoxic
    respiratory failure" documented; I50.22 for "acute on chronic systolic heart failure".
    Right: J96.21; I50.23.
    Silent: when another code of the category is billed (SPC07 joins the two forms), when the chart
    denies or doubts the condition, and for conditions outside a list of our own. Conditions whose
    forms are coded apart are SUP08's.
    """

    id = "SPC12"
    name = "acute_on_chronic_as_one_form"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:I.B.9", "OCG:I.B.8", "TAB:*:title")
    needs_quote = True
    about = ("J96.0", "J96.1", "I50.2", "I50.3", "K81.0", "K81.1")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            words, right = _joined().get(billed.code, ((), ""))
            if not context.catalog.is_billable(right) or _beside(context, billed.code):
                continue
            said = both_said(context, words)
            if not said:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is one form of what the "
                f"chart calls acute and chronic: {right}.",
                cite=["OCG:I.B.9"],
                also_cite=["OCG:I.B.8", f"TAB:{billed.code}:title", f"TAB:{right}:title"],
                action=Action.REPLACE,
                do=f"replace with {right}",
                codes=[right],
                evidence=said[:2],
            )


def _beside(context: AuditContext, code: str) -> bool:
    return any(b.code != code and b.code[:3] == code[:3] for b in context.billed)


@cache
def _joined() -> dict[str, tuple[tuple[str, ...], str]]:
    """The code of one form to what notes call the condition, and to the code of both."""
    content = load_yaml(Path(__file__).parent / "acute_on_chronic.yaml")
    return {
        code: (tuple(row["words"]), both)
        for row in content["conditions"]
        for code, both in row["codes"].items()
    }
