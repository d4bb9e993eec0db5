"""SPC11: an unspecified code beside a specific one of the same disease."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_sets import CodeSet
from catalog.data_files import load_yaml


class UnspecifiedBesideSpecific(Rule):
    """An unspecified code is for a record that says no more, and the claim itself says more.

    Catches: I48.91 (unspecified atrial fibrillation) beside I48.21 (permanent); E78.5
    (hyperlipidemia, unspecified) beside E78.2 (mixed).
    Right: the specific code alone.
    Silent: where the two codes may be two conditions (two sites, two organs, two organisms), so
    that only diseases of a list of our own are asked about; where an Excludes1 note forbids the
    pair (CNV01); and for diabetes (GDL31), COPD (GDL50) and chronic kidney disease (GDL63), which
    have rules of their own.
    A warning and no error: a record may state a disease both ways, and charts that are coded for
    retrieval and not for billing then carry both codes (one CodiEsp chart in twelve; no MedCodER
    note).
    """

    id = "SPC11"
    name = "unspecified_beside_specific"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.A.9.b", "OCG:I.B.18", "TAB:*:title")
    needs_quote = False
    about = (
        "D50", "E03", "E66", "E78", "F17", "F31", "F32", "F33", "G40",
        "G43", "G47", "I21", "I48", "I50", "I63", "J45", "J96", "K74", "K85", "M06",
        "M54", "R05", "R07", "R10", "R65",
    )  # fmt: skip

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            specific = _specific_to(billed.code)
            if specific is None:
                continue
            other = next((b for b in context.billable if b.code in specific), None)
            if other is None or view.excludes1(billed.code, other.code) is not None:
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({view.title(billed.code)}) says nothing that {other.code} "
                f"({view.title(other.code)}) does not.",
                cite=["OCG:I.A.9.b"],
                also_cite=["OCG:I.B.18", f"TAB:{billed.code}:title"],
                action=Action.REMOVE,
                do=f"remove {billed.code}",
                denial_risk=["CARC 16"],
            )


def _specific_to(code: str) -> CodeSet | None:
    return _rows().get(code)


@cache
def _rows() -> dict[str, CodeSet]:
    rows = load_yaml(Path(__file__).parent / "unspecified_beside_specific.yaml")["rows"]
    return {code: CodeSet(row["specific"]) for row in rows for code in row["unspecified"]}
