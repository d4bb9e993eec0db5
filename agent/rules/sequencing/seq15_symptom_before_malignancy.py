"""SEQ15: a symptom of a malignancy in its place as first-listed diagnosis."""

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
from agent.rules.sequencing.lead import first_listed
from catalog.data_files import load_yaml


@dataclass(frozen=True, slots=True)
class _Symptom:
    codes: tuple[str, ...]
    malignancies: tuple[str, ...]


class SymptomBeforeMalignancy(Rule):
    """A symptom of chapter 18 that belongs to a malignancy does not lead in its place.

    Catches: R04.2 (hemoptysis) first, C34.11 (cancer of the right upper lobe) second.
    Right: C34.11 first; the symptom after it, if it is not integral to it.
    Silent: for symptoms that the site of the malignancy does not bring about, for history of
    malignancy (Z85), and for symptoms of other chapters. Which symptom belongs to which site is a
    list of our own, short on purpose.
    """

    id = "SEQ15"
    name = "symptom_before_malignancy"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.2.g",)
    needs_quote = False
    about = ("C",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not first.code.startswith("R"):
            return
        for symptom in _symptoms():
            found = billed_with(context, *symptom.malignancies)
            if first.code.startswith(symptom.codes) and found:
                yield self._finding(context, first, found[0])
                return

    def _finding(self, context: AuditContext, first: Billed, malignancy: Billed) -> Finding:
        view = context.catalog
        return self.finding(
            context,
            diagnosis(first),
            f"{first.code} ({view.title(first.code)}) is first-listed before {malignancy.code} "
            f"({view.title(malignancy.code)}), to which it commonly belongs.",
            cite=["OCG:I.C.2.g"],
            action=Action.RESEQUENCE,
            do=f"put {malignancy.code} first, if the symptom belongs to it; {first.code} follows "
            "only if it is not integral",
            codes=[malignancy.code, first.code],
            evidence=quotes(
                [*mentions_of(context, malignancy.code)[:1], *mentions_of(context, first.code)[:1]]
            ),
        )


@cache
def _symptoms() -> tuple[_Symptom, ...]:
    content = load_yaml(Path(__file__).parent / "malignancy_symptoms.yaml")
    return tuple(
        _Symptom(tuple(row["codes"]), tuple(row["malignancies"])) for row in content["symptoms"]
    )
