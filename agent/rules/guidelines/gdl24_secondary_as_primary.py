"""GDL24: a metastasis billed as a primary cancer of the organ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs, said
from agent.rules.code_groups import billed_with
from agent.rules.evidence import proposed_below
from agent.rules.needs import Need
from catalog.data_files import load_yaml


@dataclass(frozen=True, slots=True)
class _Organ:
    name: str
    primary: tuple[str, ...]
    secondary: str
    unspecified: str


class SecondaryAsPrimary(Rule):
    """Cancer that has spread to an organ is a secondary malignancy there (C77 to C79).

    Catches: C71.9 (primary malignant neoplasm of brain) for "breast cancer with brain metastases".
    Right: C79.31 with C50.911.
    Silent: when the chart has words for a primary of the organ (glioblastoma, hepatocellular
    carcinoma, lung cancer, osteosarcoma), when the secondary code is billed as well, and for organs
    other than brain, liver, bone and lung.
    """

    id = "GDL24"
    name = "secondary_as_primary"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.2.d", "TAB:*:title")
    needs_quote = True
    about = ("C22", "C34", "C40", "C41", "C70", "C71")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for organ in _organs():
            primary = billed_with(context, *organ.primary)
            if not primary or billed_with(context, organ.secondary):
                continue
            words = said(context, f"metastasis_to_{organ.name}")
            if words and not occurs(context, f"primary_of_{organ.name}"):
                yield self._finding(context, primary[0], organ, words)

    def _finding(
        self, context: AuditContext, billed: Billed, organ: _Organ, words: tuple[EvidenceSpan, ...]
    ) -> Finding:
        right = (*proposed_below(context, organ.secondary), organ.unspecified)[0]
        view = context.catalog
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} ({view.title(billed.code)}) is for a primary; the chart tells of a "
            "metastasis.",
            cite=["OCG:I.C.2.d"],
            also_cite=[f"TAB:{billed.code}:title", f"TAB:{right}:title"],
            action=Action.REPLACE,
            do=f"replace with {right}, and report the primary that it comes from",
            codes=[right],
            evidence=words[:2],
            denial_risk=["CARC 16"],
        )


@cache
def _organs() -> tuple[_Organ, ...]:
    content = load_yaml(Path(__file__).parent / "organs_of_metastasis.yaml")
    return tuple(
        _Organ(row["organ"], tuple(row["primary"]), row["secondary"], row["unspecified"])
        for row in content["organs"]
    )
